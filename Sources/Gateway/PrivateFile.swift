#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A small file that nobody but its owner may read, replaced in one piece: the state of a conversation that `ctxgw fit`
/// keeps between requests, a login, the tokens that were issued.
public struct PrivateFile: Sendable {
  /// The largest that is read where nothing less is known to do, in bytes.
  private static let mostBytes = 64 << 20

  private let path: String

  /// The file of this path, which need not be there.
  public init(path: String) { self.path = path }

  /// What it holds; nil when there is no file yet.
  public func contents() throws(DataError) -> [UInt8]? { try contents(limit: Self.mostBytes) }

  /// What it holds, of at most so many bytes; nil when there is no file yet.
  func contents(limit: Int) throws(DataError) -> [UInt8]? {
    do throws(FileContents.Failure) {
      return try FileContents.read(path, limit: limit)
    } catch {
      switch error {
      case .missing: return nil
      case .unreadable(let reason): throw DataError(path: path, message: "cannot be read: \(reason)")
      }
    }
  }

  /// Puts other contents in its place, in one piece: whoever reads gets the old or the new ones.
  public func replace(with contents: [UInt8]) throws(DataError) {
    let draft = path + ".new"
    do throws(DataError) {
      try write(contents, to: draft)
      guard rename(draft, path) == 0 else { throw failure(path) }
    } catch {
      unlink(draft)
      throw error
    }
  }

  /// Makes the directories above it where there are none. That one cannot be made is told by whatever is done next.
  func makeDirectories() {
    var place = path.startIndex
    while let slash = path[place...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      place = slash
    }
  }

  private func write(_ contents: [UInt8], to path: String) throws(DataError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    var rest = contents[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      rest = rest.dropFirst(count)
    }
  }

  private func failure(_ path: String) -> DataError {
    DataError(path: path, message: "cannot be written: \(String(cString: strerror(errno)))")
  }
}

/// `write` by a name that `PrivateFile.write` does not hide.
private func systemWrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(file, bytes.baseAddress, bytes.count)
}
