import Wire

/// A message of a forwarded prompt as the model reads it, in the manner of ChatML: the role on a line of its own, then
/// what is said; calls as `<tool_call>` with name and arguments in JSON. The marks around a message are counted, not
/// written.
struct PromptText {
  /// What the model reads.
  private(set) var text: [UInt8]
  /// The same to be searched in: strings within arguments stand decoded, one under the other.
  private(set) var searchable: [UInt8]

  /// Nothing said yet by this role.
  init(role: String) {
    text = Array(role.utf8) + [0x0a]
    searchable = []
  }

  /// Adds text.
  mutating func say(_ words: JSONValue) {
    let start = text.count
    words.appendDecoded(to: &text)
    searchable.append(contentsOf: text[start...])
    endLine()
  }

  /// Adds reasoning, in which nothing is looked for: what the model only thought, nobody told it.
  mutating func think(_ words: JSONValue) {
    words.appendDecoded(to: &text)
    text.append(0x0a)
  }

  /// Adds JSON as it stands.
  mutating func write(_ value: JSONValue) {
    value.withBytes { text.append(contentsOf: $0) }
    value.appendStrings(to: &searchable)
    endLine()
  }

  /// Adds a call.
  mutating func call(_ name: JSONValue?, with arguments: JSONValue?) {
    text.append(contentsOf: "<tool_call>\n{\"name\": ".utf8)
    name?.withBytes { text.append(contentsOf: $0) }
    text.append(contentsOf: ", \"arguments\": ".utf8)
    arguments?.withBytes { text.append(contentsOf: $0) }
    text.append(contentsOf: "}\n</tool_call>\n".utf8)
    name?.appendDecoded(to: &searchable)
    searchable.append(0x0a)
    arguments?.appendStrings(to: &searchable)
  }

  private mutating func endLine() {
    text.append(0x0a)
    searchable.append(0x0a)
  }
}

extension JSONValue {
  /// Appends all strings within a value, decoded, and every number, each on a line of its own.
  func appendStrings(to output: inout [UInt8]) {
    switch kind {
    case .object: for (_, value) in members { value.appendStrings(to: &output) }
    case .array: for element in elements { element.appendStrings(to: &output) }
    case .string:
      appendDecoded(to: &output)
      output.append(0x0a)
    case .number:
      output.append(contentsOf: bytes)
      output.append(0x0a)
    case .true, .false, .null: break
    }
  }
}
