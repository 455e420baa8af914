import Conversations
import Wire

/// Gives ids to the calls that a client sends back without, and to the results that answer them.
///
/// Ollama's own library for Python knows no ids, and servers gave none before 2025: there a result belongs to the call by
/// its tool's name, or where it names none, by their order. An id is made of what is called and with what, so that it stays
/// the same from turn to turn, also when the client has cut the beginning of its history.
struct OllamaCallNaming {
  private var waiting: [(id: String, name: String)] = []
  private var uses: [Fingerprint: Int] = [:]
  /// Whether something else has been said since the last calls.
  private var isAnswered = false

  /// The message as it came, or where something in it has no id, with ids.
  mutating func named(_ message: JSONValue, _ role: Role) -> JSONValue {
    if role == .assistant {
      // A call that was interrupted gets no result any more.
      if isAnswered { waiting = [] }
      isAnswered = false
      return namedCalls(message)
    }
    isAnswered = true
    return role == .tool ? namedResult(message) : message
  }

  // MARK: Calls

  private mutating func namedCalls(_ message: JSONValue) -> JSONValue {
    guard let calls = message["tool_calls"], calls.count > 0 else { return message }
    var isChanged = false
    var writer = JSONWriter()
    writer.beginArray()
    for call in calls.elements {
      let name = call["function"]?["name"]?.string ?? ""
      if let id = call["id"]?.string, !id.isEmpty {
        waiting.append((id, name))
        writer.raw(call)
      } else {
        let id = makeID(for: call, named: name)
        waiting.append((id, name))
        writer.raw(Self.setting([("id", JSONWriter.string(id))], in: call))
        isChanged = true
      }
    }
    writer.endArray()
    return isChanged ? Self.changed(message, setting: [("tool_calls", writer.bytes)]) : message
  }

  private mutating func makeID(for call: JSONValue, named name: String) -> String {
    var what = Array("\(name) ".utf8)
    if let arguments = call["function"]?["arguments"] { what += arguments.bytes }
    let hash = Fingerprint(of: what)
    let use = uses[hash, default: 0] + 1
    uses[hash] = use
    let id = Fingerprint(of: Array("\(use) \(hash)".utf8))
    return "call_" + Base62.encode(high: id.high, low: id.low)
  }

  // MARK: Results

  private mutating func namedResult(_ message: JSONValue) -> JSONValue {
    if let id = message["tool_call_id"]?.string, !id.isEmpty {
      if let call = waiting.firstIndex(where: { $0.id == id }) { waiting.remove(at: call) }
      return message
    }
    let name = message["tool_name"]?.string ?? message["name"]?.string
    let call = waiting.firstIndex { $0.name == name } ?? (name == nil ? waiting.indices.first : nil)
    guard let call else { return message }
    let id = waiting.remove(at: call).id
    return Self.changed(message, setting: [("tool_call_id", JSONWriter.string(id))])
  }

  // MARK: Changes

  private static func changed(
    _ message: JSONValue, setting members: [(key: String, value: [UInt8])]
  ) -> JSONValue {
    (try? JSONDocument(parsing: setting(members, in: message)).root) ?? message
  }

  private static func setting(
    _ members: [(key: String, value: [UInt8])], in object: JSONValue
  ) -> [UInt8] {
    guard let own = try? JSONDocument(parsing: Array(object.bytes)) else { return Array(object.bytes) }
    var splices = ByteSplices()
    splices.edit(own.root, setting: members)
    return splices.applied(to: own.bytes)
  }
}
