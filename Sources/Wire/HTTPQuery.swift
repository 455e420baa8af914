/// The parameters of a request's query, decoded.
public struct HTTPQuery: Sendable {
  private let parameters: [(name: String, value: String)]

  /// The parameters of what follows a question mark, in order; those without a name are left out.
  public init(_ query: String?) {
    parameters = (query ?? "").utf8.split(separator: UInt8(ascii: "&")).compactMap { parameter in
      let parts = parameter.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = PercentEncoding.decoded(parts[0], plusIsSpace: true)
      guard !name.isEmpty else { return nil }
      return (name, parts.count == 2 ? PercentEncoding.decoded(parts[1], plusIsSpace: true) : "")
    }
  }

  /// The first value of a parameter, empty for one that has none; nil when it is not there.
  public subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}
