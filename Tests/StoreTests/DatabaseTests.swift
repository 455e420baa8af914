import Glibc
import TestKit
import Testing

@testable import Store

@Suite struct DatabaseTests {
  private let directory = TemporaryDirectory()
  private var path: String { directory.file("test.db") }

  /// Everything that makes up the shape of a database.
  private func shape(_ database: Database) throws -> [String] {
    try Statement("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name", on: database)
      .all { $0.text(0) }
  }

  @Test(
    "every earlier version is brought to the shape of a new database", arguments: 0..<Schema.migrations.count)
  func migrations(version: Int) throws {
    let old = try Database.writing(path, migrations: Array(Schema.migrations.prefix(version)))
    try old.migrate(Schema.migrations)
    #expect(try shape(old) == shape(try Database.writing(":memory:")))
    #expect(try old.pragma("user_version") == Schema.migrations.count)
  }

  @Test("later steps find what earlier versions have written")
  func steps() throws {
    let steps = [
      "CREATE TABLE t(a INTEGER); INSERT INTO t VALUES(1)", "ALTER TABLE t ADD COLUMN b INTEGER",
      "UPDATE t SET b = a + 1",
    ]
    for count in 1...3 { _ = try Database.writing(path, migrations: Array(steps.prefix(count))) }
    let database = try Database.writing(path, migrations: steps)
    #expect(try Statement("SELECT b FROM t", on: database).all { $0.int(0) } == [2])
  }

  @Test("a step that fails leaves the database as it was before the step")
  func failingStep() throws {
    let steps = ["CREATE TABLE t(a INTEGER)", "CREATE TABLE u(a INTEGER); INSERT INTO missing VALUES(1)"]
    #expect(throws: StoreError.self) { try Database.writing(path, migrations: steps) }
    let database = try Database.writing(path, migrations: [steps[0]])
    #expect(try database.pragma("user_version") == 1)
    #expect(try shape(database) == ["CREATE TABLE t(a INTEGER)"])
  }

  @Test("a database of a newer version is refused by writers and readers alike")
  func newer() throws {
    try Database.writing(path).execute("PRAGMA user_version = 99")
    let expected = StoreError.tooNew(path: path, version: 99, understood: Schema.migrations.count)
    #expect(throws: expected) { try Database.writing(path) }
    #expect(throws: expected) { try Database.reading(path) }
  }

  @Test("an older database is not brought up to date by reading it")
  func older() throws {
    _ = try Database.writing(path, migrations: [])
    try Database(path: path, mode: .writing).execute("PRAGMA application_id = \(Schema.applicationID)")
    #expect(throws: StoreError.tooOld(path: path, version: 0, understood: Schema.migrations.count)) {
      try Database.reading(path)
    }
  }

  @Test("another program's database is refused and left alone")
  func foreign() throws {
    try Database(path: path, mode: .writing).execute("CREATE TABLE theirs(a)")
    #expect(throws: StoreError.foreign(path: path)) { try Database.writing(path) }
    #expect(throws: StoreError.foreign(path: path)) { try Database.reading(path) }
    #expect(try shape(Database(path: path, mode: .reading)) == ["CREATE TABLE theirs(a)"])
  }

  @Test("a file that is no database is refused as somebody else's, and the way out is another file")
  func noDatabase() throws {
    try write(Array(repeating: UInt8(ascii: "x"), count: 10_000), to: path)
    for open in [{ try Database.writing($0) }, { try Database.reading($0) }] as [(String) throws -> Database]
    {
      let error = #expect(throws: StoreError.foreign(path: path)) { try open(path) }
      #expect(error?.description.contains("\(path) is no database of ctxgw") ?? false)
      #expect(error?.description.contains("--db") ?? false)
    }
  }

  @Test("what a transaction that never ended has written is not there")
  func uncommitted() throws {
    let database = try Database.writing(path)
    try database.execute("PRAGMA cache_size = 10; BEGIN IMMEDIATE")
    let insert = try Statement(
      "INSERT INTO messages(hash, role, size, enc, body) VALUES(?, 'user', 4000, 0, zeroblob(4000))",
      on: database)
    for number in 0..<2000 { try insert.run(Array("\(number)".utf8)) }
    // The small cache has long spilled into the log; this is what a killed process leaves behind.
    let copy = directory.file("copy.db")
    try write(read(path), to: copy)
    let log = try read(path + "-wal")
    #expect(log.count > 1_000_000)
    for end in [log.count, log.count / 2, log.count / 2 + 1000] {
      try write(Array(log[..<end]), to: copy + "-wal")
      unlink(copy + "-shm")
      let reopened = try Database.writing(copy)
      #expect(try Statement("PRAGMA integrity_check", on: reopened).first { $0.text(0) } == "ok")
      #expect(try Statement("SELECT count(*) FROM messages", on: reopened).first { $0.int(0) } == 0)
    }
  }

  @Test("a reader needs neither the log nor its index")
  func plainFile() throws {
    do {
      let database = try Database.writing(path)
      try database.execute("INSERT INTO prompts(hash, size, enc, body) VALUES(x'00', 0, 0, x'')")
    }
    #expect(access(path + "-shm", F_OK) != 0)
    #expect(
      try Statement("SELECT count(*) FROM prompts", on: Database.reading(path)).first { $0.int(0) } == 1)
  }

  @Test("a reader gets by where the log's index cannot be made")
  func frozen() throws {
    let path = directory.file("100% #1?.db")
    _ = try Database.writing(path)
    mkdir(path + "-shm", 0o700)
    #expect(
      try Statement("SELECT count(*) FROM prompts", on: Database.reading(path)).first { $0.int(0) } == 0)
  }

  @Test("values come back as they went in")
  func values() throws {
    let database = try Database(path: ":memory:", mode: .writing)
    let echo = try Statement("SELECT ?, ?, ?, ?, ?, ?, ?", on: database)
    let text = "", blob: [UInt8] = []
    try echo.first(-1, Int64.min, UInt64.max, true, text, blob, nil) { row in
      #expect(row.int(0) == -1)
      #expect(row.int64(1) == .min)
      #expect(row.int64(2) == .max)
      #expect(row.bool(3))
      #expect(row.optional(4, row.text) == "")
      #expect(row.optional(5, row.blob) == [])
      #expect(row.isNull(6))
    }
    try echo.first(1, 2, 3, false, "a\u{0}é🦊", [0, 255] as [UInt8], nil) { row in
      #expect(row.text(4) == "a\u{0}é🦊")
      #expect(row.blob(5) == [0, 255])
    }
  }
}
