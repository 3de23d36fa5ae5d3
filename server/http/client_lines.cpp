#include "server/http/client_lines.h"

#include <algorithm>
#include <utility>

namespace palaver::http {
namespace {

// Lines remembered while nobody stands in them: making one anew for each request costs more than to
// keep those of the usual backends. Hosts may come out of stage variables and headers, so not all.
constexpr std::size_t kKeptLines = 1024;

}  // namespace

ClientLine& ClientLines::line_of(const ClientRequest& request, const std::string& peer) {
  const bool named = !request.line.empty();
  // No peer begins like that.
  const auto key = named ? '=' + request.line : peer;
  auto found = lines_.find(key);
  if (found == lines_.end()) {
    if (lines_.size() >= kKeptLines) forget_empty_lines();
    found = lines_.try_emplace(key).first;
    found->second.name = named ? request.line : peer;
  }
  auto& line = found->second;
  const bool limited = named && request.line_limit > 0;
  line.limit = std::max<std::size_t>(limited ? request.line_limit : options_.requests_per_line, 1);
  return line;
}

void ClientLines::forget_empty_lines() {
  std::erase_if(lines_, [](const auto& each) {
    return each.second.working.empty() && each.second.waiting.empty();
  });
}

bool ClientLines::has_room(const ClientLine& line, const ClientRequest& request) const {
  if (line.waiting.empty() && line.working.size() < line.limit) return true;
  return line.waiting.size() < options_.waiting_per_line &&
         request.body.size() <= options_.waiting_bytes_per_line &&
         line.waiting_bytes <= options_.waiting_bytes_per_line - request.body.size();
}

ClientCall& ClientLines::enter(ClientLine& line, ClientCall call) {
  line.waiting_bytes += call.request.body.size();
  auto& entered = line.waiting.emplace_back(std::move(call));
  entered.line = &line;
  entered.self = std::prev(line.waiting.end());
  ++size_;
  return entered;
}

ClientCall* ClientLines::take_next(ClientLine& line) {
  if (line.waiting.empty() || line.working.size() >= line.limit) return nullptr;
  auto& call = line.waiting.front();
  line.waiting_bytes -= call.request.body.size();
  line.working.splice(line.working.end(), line.waiting, call.self);
  call.in_work = true;
  return &call;
}

ClientCall ClientLines::leave(ClientCall& call) {
  auto& line = *call.line;
  auto left = std::move(call);
  if (left.in_work) {
    line.working.erase(left.self);
  } else {
    line.waiting_bytes -= left.request.body.size();
    line.waiting.erase(left.self);
  }
  --size_;
  return left;
}

}  // namespace palaver::http
