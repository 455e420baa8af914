import Wire

/// Takes the objects out of a JSON array as it arrives, wherever the network cut it.
struct JSONArrayObjects {
  /// The most bytes of one object, as of an event.
  private static let mostBytes = 64 << 20

  private var object: [UInt8] = []
  private var end = JSONObjectEnd()

  /// Reads the next bytes and calls `each` with the objects that end in them.
  ///
  /// - Throws: `SSEError` when an object is too large; the array cannot be read on then.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, _ each: ([UInt8]) -> Void) throws(SSEError) {
    var rest = Array(bytes)[...]
    while true {
      if object.isEmpty { rest = rest.drop { $0 != UInt8(ascii: "{") } }
      if rest.isEmpty { return }
      let count = end.feed(rest)
      guard object.count + count <= Self.mostBytes else { throw .eventTooLarge(limit: Self.mostBytes) }
      object.append(contentsOf: rest.prefix(count))
      rest = rest.dropFirst(count)
      if end.isReached { each(take()) }
    }
  }

  private mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &object)
    end = JSONObjectEnd()
    return taken
  }
}
