/// Calls `body` with the bytes in pieces, each in memory of its own, so that reading one that is gone is found out.
func inChunks<Failure: Error>(
  _ bytes: UnsafeRawBufferPointer, of sizes: ChunkSizes,
  _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
) throws(Failure) {
  var sizes = sizes
  var rest = bytes[...]
  while !rest.isEmpty {
    let chunk = Array(rest.prefix(sizes.next()))
    rest = rest.dropFirst(chunk.count)
    try chunk.span.withUnsafeBytes(body)
  }
}

/// Where a stream is cut.
enum ChunkSizes {
  /// Not at all.
  case whole
  /// After every byte.
  case single
  /// Anyhow; the state of a generator that depends on nothing but where it started.
  case mixed(UInt64)

  mutating func next() -> Int {
    switch self {
    case .whole: return .max
    case .single: return 1
    case .mixed(let state):
      let next = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      self = .mixed(next)
      return Int(next >> 33) % 24 + 1
    }
  }
}
