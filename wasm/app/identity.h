// Who the person is and where they chat, from the page's address and what the browser has kept.
// Main thread only.
#pragma once

#include <string>

#include "wasm/browser/page.h"

namespace palaver::app {

struct Identity {
  std::string name;       // ?name=, else the last one used, else a guest's
  std::string room;       // ?room=, else the default room
  std::string endpoint;   // ?endpoint=, else of the server that sent the page
  std::string key;        // this tab's secret: it survives a reload
  std::string id_prefix;  // new with each start
};

Identity find_identity(browser::Page& page);

// To be called when the person has changed one.
void keep_name(browser::Page& page, const std::string& name);
void keep_room(browser::Page& page, const std::string& room);
void keep_endpoint(browser::Page& page, const std::string& endpoint);

}  // namespace palaver::app
