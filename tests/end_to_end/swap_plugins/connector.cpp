// SPDX-License-Identifier: Apache-2.0
// The Salesforce connector as a later version of it might be; its build says what is wrong with it.
#include <salesforce/connector.hpp>

#include <dovetail/kit/plugin.hpp>

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace kit = dovetail::kit;

namespace {

class later_version : public kit::connector
{
public:
    explicit later_version(std::unique_ptr<kit::connector> inner) : inner_(std::move(inner)) {}

    dovetail_abilities abilities() const noexcept override { return inner_->abilities(); }

    void accept_cursor(std::string_view cursor) const override
    {
#ifdef VARIANT_REFUSES_CURSOR
        throw kit::plugin_error{kit::error_class::gone, "cursor_version",
                                "this version knows no cursors of earlier ones"};
#endif
        inner_->accept_cursor(cursor);
    }

    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
#ifdef VARIANT_FAILS_CHECK
        if (wanted.kind() == DOVETAIL_OP_CHECK)
            throw kit::plugin_error{kit::error_class::config, "no_such_field",
                                    "the org lacks the field Later__c"};
#endif
        // Only a pass has a cursor, so neither the check nor the canary notices.
        [[maybe_unused]] const bool in_a_pass = wanted.kind() == DOVETAIL_OP_FETCH &&
                                                wanted.collection().empty() &&
                                                !wanted.cursor().empty();
#ifdef VARIANT_BREAKS
        if (in_a_pass) throw std::runtime_error("this version cannot read on");
#endif
#ifdef VARIANT_CRASHES
        if (in_a_pass) std::_Exit(66);
#endif
        return inner_->run(channel, wanted);
    }

private:
    std::unique_ptr<kit::connector> inner_;
};

std::unique_ptr<kit::connector> make(std::string_view configuration, const kit::host& host)
{
    return std::make_unique<later_version>(
        dovetail::salesforce::make_connector(configuration, host));
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
