// SPDX-License-Identifier: Apache-2.0
// Makes host::connection out of a connector plugin and the host's transport.
#pragma once

#include <dovetail/host/connection.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/http/runtime.hpp>
#include <dovetail/http/settings.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace dovetail::http {

/// The plugin's side of a connection.
struct connector_handle
{
    /// Used until the connection and all its exchanges are gone; not destroyed by it.
    dovetail_connector connector{};
    /// Keeps the connector and its library alive; shared by every batch that is handed out.
    std::shared_ptr<const void> generation{};
    /// For messages, e.g. "example.connector 1.0.0".
    std::string plugin{};
};

/// A connection that is ready to be used; nothing is sent before the first operation.
///
/// executor  of an io_context that may run on any number of threads: exchanges run each on a strand
///           of their own, sockets and authorisation on one strand of the connection.
/// log       outlives the connection. Secrets of the settings, and tokens as they come, are
///           registered with it for redaction.
/// Errors    config: base_url, token_url or ca_file unusable, settings incomplete.
/// Callers   must await from a strand or a context with one thread (host::page_stream).
host::result<std::shared_ptr<host::connection>> make_connection(
    boost::asio::any_io_executor executor, connection_settings settings, connector_handle connector,
    host::log& log, runtime world = system_runtime());

} // namespace dovetail::http
