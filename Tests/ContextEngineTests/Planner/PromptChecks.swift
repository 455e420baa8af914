import Testing
import Wire

/// What every forwarded prompt must be, told as complaints; none when it is right.
extension Prompt {
  /// As chat completions demand it, and the templates of local models.
  var complaintsAsChat: [String] {
    var complaints: [String] = []
    var waiting: [String] = []
    var ids: Set<String> = []
    var last = ""
    for (index, message) in messages.enumerated() {
      let role = message["role"]?.string ?? ""
      if role == "tool" {
        let id = message["tool_call_id"]?.string ?? ""
        if waiting.first == id {
          waiting.removeFirst()
        } else {
          complaints.append("\(index): a result of \(id) out of place")
        }
        if message["content"]?.string?.contains("call was interrupted") == true {
          complaints.append("\(index): a result was missing")
        }
      } else {
        if !waiting.isEmpty { complaints.append("\(index): no result of \(waiting)") }
        if role == last { complaints.append("\(index): \(role) twice") }
      }
      if let text = message["content"]?.string, text.contains("[result of an earlier tool call]") {
        complaints.append("\(index): a result without a call")
      }
      let calls = message["tool_calls"].map { Array($0.elements) } ?? []
      waiting += calls.compactMap { $0["id"]?.string }
      for call in calls where !ids.insert(call["id"]?.string ?? "").inserted {
        complaints.append("\(index): an id twice")
      }
      if message["content"]?.string?.isEmpty ?? message["content"]?.isNull ?? true, calls.isEmpty {
        complaints.append("\(index): nothing said")
      }
      last = role
    }
    if !waiting.isEmpty { complaints.append("no result of \(waiting)") }
    let spoken = roles.drop { $0 == "system" }
    if spoken.first != "user" { complaints.append("begins with \(spoken.first ?? "nothing")") }
    return complaints
  }

  /// As Anthropic demands it.
  var complaintsAsAnthropic: [String] {
    var complaints: [String] = []
    var waiting: Set<String> = []
    var ids: Set<String> = []
    var last = ""
    for (index, message) in messages.enumerated() {
      let role = message["role"]?.string ?? ""
      if role == last { complaints.append("\(index): \(role) twice") }
      let blocks = message["content"].map { Array($0.elements) } ?? []
      if blocks.isEmpty { complaints.append("\(index): nothing said") }
      let results = blocks.filter { $0["type"]?.string == "tool_result" }.compactMap {
        $0["tool_use_id"]?.string
      }
      if role == "user", Set(results) != waiting || Set(results).count != results.count {
        complaints.append("\(index): results \(results) of \(waiting)")
      }
      waiting = []
      for block in blocks {
        switch block["type"]?.string {
        case "text" where block["text"]?.string?.isEmpty != false:
          complaints.append("\(index): an empty text")
        case "thinking", "redacted_thinking": complaints.append("\(index): thinking")
        case "tool_use":
          let id = block["id"]?.string ?? ""
          waiting.insert(id)
          if !ids.insert(id).inserted { complaints.append("\(index): an id twice") }
        default: break
        }
      }
      last = role
    }
    if !waiting.isEmpty { complaints.append("no results of \(waiting)") }
    if roles.first != "user" { complaints.append("begins with \(roles.first ?? "nothing")") }
    return complaints
  }
}
