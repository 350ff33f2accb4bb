// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include <dovetail/kit/plugin.hpp>

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&dovetail::salesforce::make_connector>);
