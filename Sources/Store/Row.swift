import CSQLite
import Conversations

/// A row that a statement has arrived at, good until it moves on.
struct Row {
  private let statement: OpaquePointer

  init(_ statement: OpaquePointer) { self.statement = statement }

  /// Whether the column is NULL.
  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  /// An integer; 0 for NULL.
  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  /// A wide integer; 0 for NULL.
  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// A truth value; false for NULL.
  func bool(_ column: Int32) -> Bool { int(column) != 0 }

  /// A text; empty for NULL. What is not UTF-8 in it is U+FFFD.
  func text(_ column: Int32) -> String {
    guard let base = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }

  /// A blob's bytes; empty for NULL.
  func blob(_ column: Int32) -> [UInt8] { withBlob(column) { [UInt8]($0) } }

  /// A blob that is a fingerprint; nil when it is not one.
  func fingerprint(_ column: Int32) -> Fingerprint? { withBlob(column) { Fingerprint(bytes: $0) } }

  /// What `read` makes of the column; nil for NULL.
  func optional<Value>(_ column: Int32, _ read: (Int32) -> Value) -> Value? {
    isNull(column) ? nil : read(column)
  }

  private func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let base = sqlite3_column_blob(statement, column)
    let count = Int(sqlite3_column_bytes(statement, column))
    return body(UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : count))
  }
}
