import Testing
import Tokens
import Wire

/// What every forwarded prompt must be, told as complaints; none when it is right.
extension Prompt {
  /// What is wrong with it for any backend: every call is answered at once and once, in order where each result is a
  /// message of our making, nobody speaks twice in a row, the user begins, and nothing that is said is empty.
  var complaints: [String] {
    var complaints: [String] = []
    var waiting: [String] = []
    var ids: Set<String> = []
    var last = ""
    for (index, message) in messages.enumerated() {
      func complain(_ text: String) { complaints.append("\(index): \(text)") }
      for id in message.results {
        // A client's own items stay in its order, which its vendor takes as it is.
        let isOrdered = message.role == "tool" && isTranslated
        let place = isOrdered ? waiting.indices.first : waiting.firstIndex(of: id)
        guard let place, waiting[place] == id else {
          complain("a result of \(id) out of place")
          continue
        }
        waiting.remove(at: place)
      }
      if message.role != "tool" {
        if !waiting.isEmpty { complain("no result of \(waiting)") }
        if message.role == last { complain("\(last) twice") }
      }
      waiting += message.calls
      for id in message.calls where !ids.insert(id).inserted { complain("the id \(id) twice") }
      message.complaints.forEach(complain)
      if isTranslated, message.holdsEmptyResult { complain("an empty result") }
      last = message.role
    }
    if !waiting.isEmpty { complaints.append("no result of \(waiting)") }
    let first = roles.first { $0 != "system" } ?? "nothing"
    if first != "user" { complaints.append("begins with \(first)") }
    return complaints
  }

  /// Its tokens by a counter that the planner does not use.
  func tokens(by counter: inout PromptCounter) -> Int {
    let count = messages.reduce(0) { $0 + $1.countAsOne }
    var total = counter.template.tokens(messages: count, tools: tools.count)
    for tool in tools { total += counter.count(String(decoding: tool.bytes, as: UTF8.self), as: .json) }
    for message in messages { for piece in message.pieces { total += piece.tokens(by: &counter) } }
    return total
  }
}

extension Prompt.Message {
  fileprivate var complaints: [String] {
    var complaints: [String] = pieces.isEmpty ? ["nothing said"] : []
    var isBehindWords = false
    for piece in pieces {
      switch piece {
      case .text(let text):
        if text.isEmpty { complaints.append("an empty text") }
        if text.contains("[result of an earlier tool call]") { complaints.append("a result without a call") }
        isBehindWords = true
      case .media, .mediaBeside: isBehindWords = true
      case .result(_, let text, _):
        if text.contains("call was interrupted") { complaints.append("a result was missing") }
        if isBehindWords { complaints.append("a result behind words") }
      case .call: break
      case .thinking: complaints.append("thinking")
      }
    }
    return complaints
  }

  fileprivate var holdsEmptyResult: Bool {
    pieces.contains { piece in
      guard case .result(_, let text, let media) = piece else { return false }
      return text.isEmpty && media.isEmpty
    }
  }

  /// How many messages a template makes of it: each result is one.
  fileprivate var countAsOne: Int { results.count + (pieces.count > results.count ? 1 : 0) }
}

extension Prompt.Piece {
  fileprivate func tokens(by counter: inout PromptCounter) -> Int {
    let picture = 1_600
    switch self {
    case .text(let text): return counter.count(text)
    case .media, .mediaBeside: return picture
    case .call(_, let name, let arguments):
      return counter.count(name, as: .json)
        + counter.count(String(decoding: arguments, as: UTF8.self), as: .json)
    case .result(_, let text, let media): return counter.count(text) + media.count * picture
    case .thinking: return 0
    }
  }
}
