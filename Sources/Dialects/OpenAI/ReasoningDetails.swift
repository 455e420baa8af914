import Wire

/// The `reasoning_details` of an answer, gathered: a stream brings them in fragments, and they go back whole.
struct ReasoningDetails {
  /// A detail: its members in their order, those that grow apart from the others.
  fileprivate struct Detail {
    var members: [(key: String, value: [UInt8])] = []
    var grown: [(key: String, text: [UInt8])] = []

    func member(_ key: String) -> [UInt8]? { members.first { $0.key == key }?.value }
  }

  private var details: [Detail] = []
  private var size = 0

  /// More, in bytes, is not kept at all: half of a signed list is worth nothing.
  private static let mostBytes = 4 << 20
  /// The members that are fragments of a text.
  private static let growing: Set<String> = ["text", "summary", "data"]

  /// Takes the details of a delta, or of a whole message.
  mutating func take(_ delta: UnsafeJSONValue) {
    delta["reasoning_details"]?.forEachElement { add($0) }
  }

  private mutating func add(_ entry: UnsafeJSONValue) {
    size += entry.bytes.count
    guard entry.kind == .object, size <= Self.mostBytes else { return }
    var detail = Detail()
    entry.forEachMember { key, value in
      let key = key.string ?? ""
      if Self.growing.contains(key), value.kind == .string {
        detail.grown.append((key, value.decoded))
      } else if value.kind != .null {
        detail.members.append((key, Array(value.bytes)))
      }
    }
    if let last = details.indices.last, details[last].goesOn(with: detail) {
      details[last].grow(by: detail)
    } else {
      details.append(detail)
    }
  }

  /// All that has come since the last time, as a list; nil where nothing has, or too much.
  mutating func takeList() -> [UInt8]? {
    defer { self = ReasoningDetails() }
    guard !details.isEmpty, size <= Self.mostBytes else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for detail in details { detail.write(to: &writer) }
    writer.endArray()
    return writer.bytes
  }
}

extension ReasoningDetails.Detail {
  /// Whether another is a further fragment of this one: of its type, in its place, and not a block of its own.
  fileprivate func goesOn(with next: Self) -> Bool {
    ["type", "index"].allSatisfy { member($0) == next.member($0) } && member("signature") == nil
      && (next.member("id") == nil || next.member("id") == member("id"))
  }

  fileprivate mutating func grow(by next: Self) {
    for (key, text) in next.grown {
      if let place = grown.firstIndex(where: { $0.key == key }) {
        grown[place].text += text
      } else {
        grown.append((key, text))
      }
    }
    for (key, value) in next.members where member(key) == nil { members.append((key, value)) }
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (key, value) in members {
      writer.key(key)
      writer.raw(value)
    }
    for (key, text) in grown {
      writer.key(key)
      writer.string(bytes: text)
    }
    writer.endObject()
  }
}
