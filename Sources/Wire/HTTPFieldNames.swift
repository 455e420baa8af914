/// A set of field names, which is asked without making a String of every name. Capital and small letters are the same.
public struct HTTPFieldNames: Sendable, ExpressibleByArrayLiteral {
  private var byLength: [[[UInt8]]] = []
  private var beginnings: [[UInt8]] = []

  /// The set of these names.
  public init(_ names: some Sequence<String>) {
    for name in names { insert(name.utf8.map(HTTPCharacter.lowercased)) }
  }

  /// The set of these names, of which one that ends in `*` stands for all that begin so.
  public init(arrayLiteral names: String...) {
    self.init(names.lazy.filter { $0.last != "*" })
    beginnings = names.filter { $0.last == "*" }.map { $0.utf8.dropLast().map(HTTPCharacter.lowercased) }
  }

  /// Whether a name is among them.
  public func contains(_ name: ArraySlice<UInt8>) -> Bool {
    if name.count < byLength.count, byLength[name.count].contains(where: { HTTPCharacter.spells(name, $0) }) {
      return true
    }
    return beginnings.contains { HTTPCharacter.spells(name.prefix($0.count), $0) }
  }

  private mutating func insert(_ name: [UInt8]) {
    while byLength.count <= name.count { byLength.append([]) }
    byLength[name.count].append(name)
  }
}
