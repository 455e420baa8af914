import Conversations

/// The database of a store and what may be done with it; everything here happens on the store's own thread.
final class Archive {
  let database: Database

  /// An archive over an open database.
  init(_ database: Database) { self.database = database }

  /// The path, for messages.
  var path: String { database.path }

  /// Every session's id and the key of its family.
  func sessionKeys() throws(StoreError) -> [(session: SessionID, key: Fingerprint)] {
    try database.statement("SELECT name, key FROM sessions").all { (row) throws(StoreError) in
      (SessionID(row.text(0)), try fingerprint(row, 1))
    }
  }

  /// A fingerprint that must be one.
  func fingerprint(_ row: Row, _ column: Int32) throws(StoreError) -> Fingerprint {
    guard let fingerprint = row.fingerprint(column) else {
      throw .corrupt(path: path, detail: "a hash does not have 16 bytes")
    }
    return fingerprint
  }

  /// The bytes behind the columns `enc`, `size` and `body`, which follow each other.
  func body(_ row: Row, _ column: Int32) throws(StoreError) -> [UInt8] {
    let stored = row.blob(column + 2)
    guard let bytes = StoredBody.decode(stored, encoding: row.int(column), size: row.int(column + 1)) else {
      throw .corrupt(path: path, detail: "a body cannot be decompressed")
    }
    return bytes
  }
}
