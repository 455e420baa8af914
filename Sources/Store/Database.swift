import CSQLite

/// A connection to an SQLite database. One thread uses it at a time.
final class Database {
  /// How a database is opened.
  enum Mode {
    /// For reading and writing.
    case writing
    /// For reading, beside a process that may be writing.
    case reading
    /// For reading a file that nobody writes, where not even a lock can be taken.
    case frozen
  }

  /// How long one waits for another process's lock, in milliseconds.
  private static let busyTimeout: Int32 = 10_000

  /// The path, for messages.
  let path: String
  let handle: OpaquePointer
  /// By the address of their text, which as a `StaticString` stays where it is.
  private var statements: [UnsafePointer<UInt8>: Statement] = [:]

  /// Opens the database at `path`; `:memory:` is one of its own in memory.
  init(path: String, mode: Mode) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(Self.name(of: path, mode: mode), &handle, Self.flags(for: mode), nil)
    guard let handle else { throw .failed(path: path, detail: "out of memory") }
    guard code == SQLITE_OK else {
      defer { sqlite3_close_v2(handle) }
      throw StoreError(code: code, message: String(cString: sqlite3_errmsg(handle)), path: path)
    }
    self.path = path
    self.handle = handle
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, Self.busyTimeout)
  }

  deinit {
    // Statements first, or the connection lingers as a zombie until they are gone.
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs statements that give nothing.
  func execute(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// The statement, prepared when it is first asked for.
  func statement(_ sql: StaticString) throws(StoreError) -> Statement {
    if let known = statements[sql.utf8Start] { return known }
    let statement = try Statement(sql.description, on: self)
    statements[sql.utf8Start] = statement
    return statement
  }

  /// The integer a pragma tells.
  func pragma(_ name: String) throws(StoreError) -> Int {
    try Statement("PRAGMA \(name)", on: self).first { $0.int(0) } ?? 0
  }

  /// The row the last insertion made.
  var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Does all of `body`, or nothing of it.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// Undoes what the open transaction has done; nothing when there is none.
  func rollback() {
    // Some failures have SQLite roll back by itself; only then may this one fail, and nothing is left to undo.
    if isInTransaction { try? execute("ROLLBACK") }
  }

  /// The error behind a result code.
  func failure(_ code: Int32) -> StoreError {
    StoreError(code: code, message: String(cString: sqlite3_errmsg(handle)), path: path)
  }

  private static func flags(for mode: Mode) -> Int32 {
    switch mode {
    case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    case .reading: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
    case .frozen: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
    }
  }

  /// Immutability can only be asked for in a URI, where some characters must be escaped.
  private static func name(of path: String, mode: Mode) -> String {
    guard case .frozen = mode else { return path }
    let escaped = path.reduce(into: "") { escaped, character in
      switch character {
      case "%": escaped += "%25"
      case "?": escaped += "%3f"
      case "#": escaped += "%23"
      default: escaped.append(character)
      }
    }
    return "file:\(escaped)?immutable=1"
  }
}

extension StoreError {
  /// The error behind one of SQLite's (extended) result codes.
  init(code: Int32, message: String, path: String) {
    switch code & 0xff {
    case SQLITE_NOTADB: self = .foreign(path: path)
    case SQLITE_CORRUPT: self = .corrupt(path: path, detail: message)
    case SQLITE_FULL: self = .full(path: path)
    case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
      self = .inaccessible(path: path, reason: message)
    case SQLITE_BUSY: self = .inUse(path: path, process: nil)
    default: self = .failed(path: path, detail: "\(message) (SQLite code \(code))")
    }
  }
}
