// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/plugin_processes.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace dovetail::test {

namespace json = boost::json;

void isolate_all(deployment& here)
{
    here.connection("salesforce")["isolation"] = "process";
    here.connection("sales-connect")["isolation"] = "process";
    here.manifest.at("mappings").at("tasks").as_object()["isolation"] = "process";
    here.manifest["log"] = {{"level", "info"}, {"format", "json"}};
}

std::map<std::string, pid_t> processes_in(const std::string& log)
{
    std::map<std::string, pid_t> found;
    std::size_t begin = 0;
    while (begin < log.size()) {
        const auto end = std::min(log.find('\n', begin), log.size());
        boost::system::error_code bad;
        const auto line = json::parse(log.substr(begin, end - begin), bad);
        begin = end + 1;
        if (bad || !line.is_object() || !line.as_object().contains("process") ||
            !line.as_object().contains("without"))
            continue;
        const std::string label(line.at("plugin").as_string());
        found[label.substr(0, label.find(' '))] = line.at("process").to_number<pid_t>();
    }
    return found;
}

bool is_alive(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto name_end = text.rfind(')');
    return name_end != std::string::npos && text.compare(name_end, 3, ") Z") != 0;
}

} // namespace dovetail::test
