import Conversations
import Wire

/// Growth of one kind that arrived together, passed on as one event.
struct PendingText {
  /// What the text is.
  enum Kind {
    case text, thinking, input
  }

  private var kind = Kind.text
  private var bytes: [UInt8] = []

  /// Adds a JSON string's text; passes on first what is there of another kind.
  mutating func append(_ text: UnsafeJSONValue, as kind: Kind, into events: inout [StreamEvent]) {
    turn(to: kind, into: &events)
    text.appendDecoded(to: &bytes)
  }

  /// Adds a text that is valid UTF-8; passes on first what is there of another kind.
  mutating func append(
    _ text: UnsafeRawBufferPointer, as kind: Kind, into events: inout [StreamEvent]
  ) {
    turn(to: kind, into: &events)
    bytes.append(contentsOf: text)
  }

  private mutating func turn(to kind: Kind, into events: inout [StreamEvent]) {
    if kind == self.kind { return }
    flush(into: &events)
    self.kind = kind
  }

  /// Passes on what is there.
  mutating func flush(into events: inout [StreamEvent]) {
    guard !bytes.isEmpty else { return }
    var text: [UInt8] = []
    swap(&text, &bytes)
    switch kind {
    case .text: events.append(.delta(.text(text)))
    case .thinking: events.append(.delta(.thinking(text)))
    case .input: events.append(.delta(.input(text)))
    }
  }
}

extension UnsafeJSONValue {
  /// A string's text in UTF-8; empty for other kinds.
  var decoded: [UInt8] {
    var bytes: [UInt8] = []
    appendDecoded(to: &bytes)
    return bytes
  }
}
