// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "end_to_end/support/process.hpp"
#include "end_to_end/support/sandbox.hpp"
#include "support/temporary_folder.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <string>

namespace dovetail::test {

/// A sandbox, a manifest that points the built plugins at it, and the host's program.
class deployment
{
    temporary_folder folder_; // before what uses it

public:
    /// `seed`: of the sandbox. Nobody is a member yet.
    explicit deployment(const std::string& seed = "none", bool sandbox_on_disk = false);

    sandbox world;
    /// The manifest as a value; what is changed in it counts from the next command on.
    boost::json::object manifest;

    /// Members of the manifest's only sync, e.g. sync_settings()["interval_s"] = 1.
    boost::json::object& sync_settings();
    /// The mapper's own configuration.
    boost::json::object& mapping_configuration();
    boost::json::object& connection(const std::string& name);

    /// Runs `dovetail WORDS… --manifest …` to its end.
    ended run(arguments words);
    /// As run, without adding --manifest.
    ended run_alone(arguments words);
    /// `manifest check` on a text of the test's own, in a file called bad.json.
    ended check_manifest(const std::string& text);
    /// As run, for commands with --json that must succeed; throws with all it said otherwise.
    boost::json::value run_json(arguments words);
    /// Starts it and lets it run.
    std::unique_ptr<process> start(arguments words);

    /// Ticks the box for somebody (E1).
    void enable(const std::string& email = ada);
    void disable(const std::string& email = ada);
    /// Up to the fixed point; throws unless it is reached. The document of `once --json`.
    boost::json::object once();
    /// One more `once`, and how many records it wrote on both sides: 0 at a fixed point (P2).
    std::uint64_t writes_of_another_once();
    /// Enables ada, adds one task of hers in Salesforce and syncs. The Salesforce task.
    task linked_task(boost::json::object fields = {{"name", "Call Bob"}});
    /// The live task in `where` that the host made out of the other system's `of`, by the key it
    /// wrote; throws unless there is exactly one.
    task twin(service where, const task& of);

    std::filesystem::path state_file() const { return folder_ / "state/dovetail.db"; }
    std::filesystem::path manifest_file() const { return folder_ / "manifest.json"; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    /// Additional environment of the host's program.
    variables environment;
    /// The largest file the host may write, in bytes, as if the disk were full; 0: any.
    std::size_t file_size_limit = 0;

private:
    void write_manifest();
};

} // namespace dovetail::test
