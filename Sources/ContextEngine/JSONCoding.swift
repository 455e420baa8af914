import Conversations
import Wire

extension JSONWriter {
  /// Writes a member that is a list.
  mutating func list<Element>(
    _ key: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    self.key(key)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  /// Writes a member that counts what has a name, in the order of the names.
  mutating func counts(_ key: String, _ counts: [Fingerprint: Int]) {
    let sorted = counts.sorted { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }
    list(key, sorted) { writer, pair in
      writer.beginArray()
      writer.string(pair.key.description)
      writer.number(pair.value)
      writer.endArray()
    }
  }
}

extension JSONValue {
  /// A whole number that is not negative, and small enough to be added to others.
  var natural: Int? { int.flatMap { (0...1 << 40).contains($0) ? $0 : nil } }

  /// A member that is such a number.
  func natural(_ key: StaticString) -> Int? { self[key]?.natural }

  /// A name of 32 hexadecimal digits.
  var fingerprint: Fingerprint? {
    guard let text = string, text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    return Fingerprint(high: high, low: low)
  }

  /// A member that is a list, each of whose elements can be read; nil when one cannot.
  func all<Element>(_ key: StaticString, _ read: (JSONValue) -> Element?) -> [Element]? {
    guard let list = self[key], case .array = list.kind else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(list.count)
    for value in list.elements {
      guard let element = read(value) else { return nil }
      elements.append(element)
    }
    return elements
  }

  /// A member that counts what has a name.
  func counts(_ key: StaticString) -> [Fingerprint: Int]? {
    let pairs = all(key) { (value) -> (Fingerprint, Int)? in
      let pair = Array(value.elements)
      guard pair.count == 2, let name = pair[0].fingerprint, let count = pair[1].natural else { return nil }
      return (name, count)
    }
    return pairs.map { Dictionary($0) { first, _ in first } }
  }
}
