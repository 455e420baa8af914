import Wire

/// What was let go so that it is used again: `ctxgw reset`.
public struct ResetReport: Sendable, Equatable {
  /// The backends that were asked for.
  public var backends: [String]
  /// What was held back and is not any more, as `backend` or `backend/model`.
  public var released: [String]

  /// A report.
  public init(backends: [String], released: [String]) {
    self.backends = backends
    self.released = released
  }
}

extension ResetReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.strings("backends", backends)
      writer.strings("released", released)
    }
    return writer.bytes
  }

  /// A report that a running gateway has made; nil if this is none.
  init?(_ json: JSONValue) {
    guard let backends = json["backends"], backends.kind == .array, let released = json["released"],
      released.kind == .array
    else { return nil }
    self.init(
      backends: backends.elements.compactMap(\.string), released: released.elements.compactMap(\.string))
  }
}
