import CSQLite
import Conversations

/// A value that a parameter of a statement can take.
protocol SQLBindable {
  /// Gives the parameter at `index` this value; SQLite's result code.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// SQLite copies the bytes at once; the C macro of that name is a cast Swift does not import.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, Int64(self))
  }
}

extension Int64: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, self)
  }
}

extension UInt64: SQLBindable {
  /// SQLite has no unsigned integers; what does not fit becomes the largest that does.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, Int64(clamping: self))
  }
}

extension Bool: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, self ? 1 : 0)
  }
}

extension String: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var text = self
    return text.withUTF8 { utf8 in
      // A null pointer would bind NULL; the empty string has one.
      guard let base = utf8.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, nil) }
      return base.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
        sqlite3_bind_text64(
          statement, index, $0, sqlite3_uint64(utf8.count), transient, UInt8(SQLITE_UTF8))
      }
    }
  }
}

extension ArraySlice: SQLBindable where Element == UInt8 {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension Array: SQLBindable where Element == UInt8 {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    withUnsafeBytes { bindBlob($0, to: statement, at: index) }
  }
}

extension Fingerprint: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var words = (high.bigEndian, low.bigEndian)
    return withUnsafeBytes(of: &words) { bindBlob($0, to: statement, at: index) }
  }
}

extension SessionID: SQLBindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    text.bind(to: statement, at: index)
  }
}

private func bindBlob(_ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer, at index: Int32) -> Int32
{
  guard let base = bytes.baseAddress, !bytes.isEmpty else {
    return sqlite3_bind_zeroblob(statement, index, 0)
  }
  return sqlite3_bind_blob64(statement, index, base, sqlite3_uint64(bytes.count), transient)
}
