import Wire

/// What is wrong in the table of models.
struct ModelTableFault: Error {
  /// The place in the table, and what should be there.
  let message: String

  init(_ message: String) { self.message = message }
}

/// An object of the table of models, and where it stands.
struct ModelTableRow {
  let value: JSONValue
  private let path: String

  init(_ value: JSONValue, _ path: String) {
    self.value = value
    self.path = path
  }

  /// That a member is not what it should be.
  func fault(_ key: String, _ expected: String) -> ModelTableFault {
    ModelTableFault("\(path).\(key): must be \(expected)")
  }

  /// A text that is not empty.
  func text(_ key: String) throws(ModelTableFault) -> String {
    guard let text = value.member(key)?.string, !text.isEmpty else { throw fault(key, "a text") }
    return text
  }

  /// A list of texts.
  func texts(_ key: String) throws(ModelTableFault) -> [String] {
    guard let list = value.member(key), list.kind == .array else { throw fault(key, "a list of texts") }
    let texts = list.elements.compactMap(\.string)
    guard texts.count == list.count else { throw fault(key, "a list of texts") }
    return texts
  }

  /// A number of things: whole, from 1 to a thousand million.
  func count(_ key: String) throws(ModelTableFault) -> Int {
    guard let count = value.member(key)?.int, (1...1_000_000_000).contains(count) else {
      throw fault(key, "a whole number of at least 1")
    }
    return count
  }

  /// A number above 0, and below a hundred.
  func factor(_ key: String) throws(ModelTableFault) -> Double {
    guard let factor = value.member(key)?.double, factor > 0, factor < 100 else {
      throw fault(key, "a number above 0 and below 100")
    }
    return factor
  }

  /// Dollars for a million tokens, from nothing to ten thousand.
  func price(_ key: String) throws(ModelTableFault) -> Double {
    guard let price = value.member(key)?.double, (0...10_000).contains(price) else {
      throw fault(key, "a price from 0 to 10,000")
    }
    return price
  }

  /// An object.
  func row(_ key: String) throws(ModelTableFault) -> ModelTableRow {
    guard let row = value.member(key), row.kind == .object else { throw fault(key, "an object") }
    return ModelTableRow(row, "\(path).\(key)")
  }

  /// The entry of another table that a member names.
  func entry<Value>(_ key: String, of table: [String: Value]) throws(ModelTableFault) -> Value {
    guard let entry = table[try text(key)] else { throw fault(key, "one that the table lists") }
    return entry
  }
}
