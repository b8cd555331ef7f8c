// UpdateContributorInsights, DescribeContributorInsights and ListContributorInsights (facts §5.3).

#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t most_listed = 100;

// The index that a request names, or "" for the table itself.
Outcome<std::string> subject(const Table& table, const json::Object& request) {
  const auto name = json::find_string(request, "IndexName");
  if (!name) return std::string();
  const auto* index = table.definition().index(*name);
  if (index == nullptr || !index->global) {
    return not_found("Requested resource not found: Index: " + std::string(*name) + " not found");
  }
  return std::string(*name);
}

json::Object summary(const Table& table, std::string_view index,
                     const ContributorInsights& insights, WallTime now) {
  json::Object told{{"TableName", table.definition().name},
                    {"ContributorInsightsStatus", insights.state.status(now)},
                    {"ContributorInsightsMode", insights.mode}};
  if (!index.empty()) told["IndexName"] = index;
  return told;
}

// The names of the rules that CloudWatch then has.
json::Array rules(const Table& table, std::string_view index, const ContributorInsights& insights) {
  const auto& layout =
      index.empty() ? table.definition().layout : table.definition().index(index)->layout;
  const auto tail = "-" + table.definition().name + (index.empty() ? "" : "-") +
                    std::string(index) + "-" +
                    std::to_string(insights.state.changed_at->time_since_epoch().count());
  json::Array names;
  const auto add = [&](std::string_view kind) {
    names.emplace_back("DynamoDBContributorInsights-" + std::string(kind) + tail);
  };
  const bool accessed = insights.mode == "ACCESSED_AND_THROTTLED_KEYS";
  if (accessed) add("PKC");
  add("PKT");
  if (!layout.range.empty()) {
    if (accessed) add("SKC");
    add("SKT");
  }
  return names;
}

}  // namespace

Outcome<json::Object> update_contributor_insights(Operation& operation,
                                                  const json::Object& request) {
  SIM_TRY(const auto action,
          required_text(request, "ContributorInsightsAction", "contributorInsightsAction"));
  SIM_CHECK(check_word(action, "contributorInsightsAction", {"ENABLE", "DISABLE"}));
  const auto mode = json::find_string(request, "ContributorInsightsMode");
  if (mode) {
    SIM_CHECK(check_word(*mode, "contributorInsightsMode",
                         {"ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"}));
  }
  SIM_TRY(auto* table, ready_table_in(operation, request));
  SIM_TRY(const auto index, subject(*table, request));
  auto& insights = table->settings.insights[index];
  if (insights.state.is_turning(operation.now)) {
    return in_use("Contributor Insights is being updated for: " + table->definition().name);
  }
  const bool on = action == "ENABLE";
  if (on || insights.state.on) {
    insights.state.turn(on, operation.now, operation.options.control.setting);
  }
  if (mode) insights.mode = *mode;
  return summary(*table, index, insights, operation.now);
}

Outcome<json::Object> describe_contributor_insights(Operation& operation,
                                                    const json::Object& request) {
  SIM_TRY(const auto* table, table_in(operation, request));
  SIM_TRY(const auto index, subject(*table, request));
  const auto found = table->settings.insights.find(index);
  if (found == table->settings.insights.end() || !found->second.state.changed_at) {
    json::Object told{{"TableName", table->definition().name},
                      {"ContributorInsightsStatus", "DISABLED"}};
    if (!index.empty()) told["IndexName"] = index;
    return told;
  }
  const auto& insights = found->second;
  auto told = summary(*table, index, insights, operation.now);
  told["LastUpdateDateTime"] = epoch_seconds(*insights.state.changed_at);
  if (insights.state.on) told["ContributorInsightsRuleList"] = rules(*table, index, insights);
  return told;
}

Outcome<json::Object> list_contributor_insights(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto most, page_length(request, "MaxResults", "maxResults", most_listed));
  std::string only;
  if (const auto name = json::find_string(request, "TableName")) {
    SIM_TRY(only, table_name_in(*name));
    SIM_CHECK(known_table(operation, only));
  }
  std::vector<json::Object> all;
  for (const auto& [name, table] : operation.world) {
    if (!only.empty() && name != only) continue;
    for (const auto& [index, insights] : table.settings.insights) {
      if (!insights.state.changed_at) continue;
      all.push_back(summary(table, index, insights, operation.now));
    }
  }
  std::size_t at = 0;
  if (const auto token = json::find_string(request, "NextToken")) {
    // A token is the number of those before it, in ones.
    if (token->find_first_not_of('1') != std::string_view::npos || token->size() >= all.size()) {
      return validation("Invalid NextToken");
    }
    at = token->size();
  }
  json::Array page;
  for (; at < all.size() && page.size() < most; ++at) page.emplace_back(std::move(all[at]));
  json::Object answer{{"ContributorInsightsSummaries", std::move(page)}};
  if (at < all.size()) answer["NextToken"] = std::string(at, '1');
  return answer;
}

}  // namespace dynaferry::sim
