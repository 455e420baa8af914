import CSQLite

/// A prepared statement; it lives as long as its database.
final class Statement {
  private let handle: OpaquePointer
  private unowned let database: Database

  init(_ sql: String, on database: Database) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(
      database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else { throw database.failure(code) }
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs the statement and forgets what it gives.
  func run(_ values: (any SQLBindable)?...) throws(StoreError) {
    try forEach(values) { (_) throws(StoreError) in }
  }

  /// The first row the statement gives; nil when it gives none.
  func first<Value>(
    _ values: (any SQLBindable)?..., read: (Row) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    var result: Value?
    try forEach(values) { (row) throws(StoreError) in
      if result == nil { result = try read(row) }
    }
    return result
  }

  /// All rows the statement gives.
  func all<Value>(
    _ values: (any SQLBindable)?..., read: (Row) throws(StoreError) -> Value
  ) throws(StoreError) -> [Value] {
    var result: [Value] = []
    try forEach(values) { (row) throws(StoreError) in result.append(try read(row)) }
    return result
  }

  private func forEach(
    _ values: [(any SQLBindable)?], _ body: (Row) throws(StoreError) -> Void
  ) throws(StoreError) {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    try bind(values)
    while try step() { try body(Row(handle)) }
  }

  private func bind(_ values: [(any SQLBindable)?]) throws(StoreError) {
    precondition(values.count == Int(sqlite3_bind_parameter_count(handle)), "a parameter has no value")
    for (offset, value) in values.enumerated() {
      // What is not bound is NULL.
      guard let value else { continue }
      let code = value.bind(to: handle, at: Int32(offset + 1))
      guard code == SQLITE_OK else { throw database.failure(code) }
    }
  }

  private func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    case let code: throw database.failure(code)
    }
  }
}
