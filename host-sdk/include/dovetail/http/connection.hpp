// SPDX-License-Identifier: Apache-2.0
// Makes host::connection out of a connector plugin and the host's transport.
#pragma once

#include <dovetail/host/connection.hpp>
#include <dovetail/host/connector.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/http/runtime.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace dovetail::http {

/// A connection that is ready to be used; nothing is sent before the first operation.
///
/// executor  of an io_context that may run on any number of threads: exchanges run each on a strand
///           of their own, sockets and authorisation on one strand of the connection.
/// settings  of a manifest, or an engine's own: name, http, auth, budget and retry are used. The
///           secrets they name are read at once.
/// connector used until the connection and all its exchanges are gone.
/// log       outlives the connection. Secrets, and tokens as they come, are registered with it for
///           redaction.
/// Errors    config: base_url, token_url or ca_file unusable, settings incomplete, a secret missing
///           or readable by others.
/// Callers   must await from a strand or a context with one thread (host::page_stream).
host::result<std::shared_ptr<host::connection>> make_connection(
    boost::asio::any_io_executor executor, host::connection_settings settings,
    std::shared_ptr<const host::connector> connector, host::log& log,
    runtime world = system_runtime());

} // namespace dovetail::http
