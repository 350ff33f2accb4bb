// SPDX-License-Identifier: Apache-2.0
#include "serve.hpp"

#include "secrets.hpp"
#include "server.hpp"

#include <sandbox/seed.hpp>
#include <sandbox/store.hpp>

#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <random>
#include <stdexcept>

namespace dovetail::sandbox {

namespace {

namespace fs = std::filesystem;

std::uint64_t fresh_seed()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

void make_directory(const fs::path& path)
{
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed)
        throw std::runtime_error(
            fmt::format("cannot create the directory {}: {}", path.string(), failed.message()));
}

std::string endpoints_json(const world& in, const ports& bound)
{
    const auto url = [](std::uint16_t port) { return fmt::format("http://127.0.0.1:{}", port); };
    boost::json::object document{
        {"salesforce", boost::json::object{{"url", url(bound.salesforce)},
                                           {"client_id", in.salesforce_oauth.client.id},
                                           {"username", integration_email}}},
        {"sales-connect", boost::json::object{{"url", url(bound.sales_connect)},
                                              {"client_id", in.sales_connect_oauth.client.id}}}};
    return boost::json::serialize(document) + '\n';
}

} // namespace

void serve(const serve_options& options)
{
    auto in = make_world(fresh_seed());
    std::unique_ptr<store> disk;
    if (!options.data_directory.empty()) make_directory(options.data_directory);
    if (!options.memory)
        disk = std::make_unique<store>((fs::path{options.data_directory} / "sandbox.db").string());
    if (disk && !disk->is_new()) {
        disk->load(in);
    } else {
        const auto now =
            std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
        const auto wrong = seed_world(in, options.seed, now);
        if (!wrong.empty()) throw std::runtime_error(wrong);
    }
    server listening{in, disk.get(), {options.salesforce_port, options.sales_connect_port}};
    if (!options.secrets_directory.empty()) write_secrets(in, options.secrets_directory);
    if (disk)
        disk->save(in);
    else
        forget_changes(in);
    const auto bound = listening.bound();
    if (!options.data_directory.empty())
        write_file_atomically(fs::path{options.data_directory} / "endpoints.json",
                              endpoints_json(in, bound), 0644);
    fmt::print("salesforce http://127.0.0.1:{}\nsales-connect http://127.0.0.1:{}\n",
               bound.salesforce, bound.sales_connect);
    std::fflush(stdout);
    listening.run();
}

} // namespace dovetail::sandbox
