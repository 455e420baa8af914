extension Database {
  /// Opens a store for reading and writing: settings first, then the shape of `migrations`.
  static func writing(
    _ path: String, migrations: [String] = Schema.migrations
  ) throws(StoreError) -> Database {
    let database = try Database(path: path, mode: .writing)
    // Page size and vacuum mode take effect only before the first table, and before the log is switched on.
    try database.execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL")
    try database.checkIdentity()
    try database.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000;
      PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;
      PRAGMA foreign_keys = ON
      """)
    try database.migrate(migrations)
    return database
  }

  /// Opens a store for reading, whether or not a gateway is writing it.
  static func reading(_ path: String) throws(StoreError) -> Database {
    guard StoreFile(path: path).exists else { throw .missing(path: path) }
    let database = try readable(path)
    try database.checkIdentity()
    let version = try database.pragma("user_version")
    let understood = Schema.migrations.count
    guard version <= understood else {
      throw .tooNew(path: path, version: version, understood: understood)
    }
    guard version == understood else {
      throw .tooOld(path: path, version: version, understood: understood)
    }
    return database
  }

  /// Reading a database in WAL mode takes an index in shared memory, which is a file beside it. Where that can
  /// neither be found nor made (a read-only directory), nobody can be writing either.
  private static func readable(_ path: String) throws(StoreError) -> Database {
    do throws(StoreError) {
      let database = try Database(path: path, mode: .reading)
      _ = try database.pragma("schema_version")
      return database
    } catch {
      guard case .inaccessible = error, !StoreFile(path: path).hasLog else { throw error }
      return try Database(path: path, mode: .frozen)
    }
  }

  /// Refuses the database of another program. A new one has no mark and no tables.
  private func checkIdentity() throws(StoreError) {
    let mark = try pragma("application_id")
    let tables = try Statement("SELECT count(*) FROM sqlite_schema", on: self).first { $0.int(0) }
    guard mark == Schema.applicationID || tables == 0 else { throw .foreign(path: path) }
  }

  /// Takes the steps this database has not seen, each whole or not at all.
  func migrate(_ migrations: [String]) throws(StoreError) {
    let version = try pragma("user_version")
    guard version <= migrations.count else {
      throw .tooNew(path: path, version: version, understood: migrations.count)
    }
    for (number, step) in migrations.enumerated().dropFirst(version) {
      try transaction { () throws(StoreError) in
        try execute(step)
        try execute("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(number + 1)")
      }
    }
  }
}
