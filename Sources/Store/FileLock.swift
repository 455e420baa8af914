#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The lock that keeps two processes from writing the same database: a file beside it, locked as long as this lives.
///
/// The lock is the kernel's (`flock`) and falls with the process, however that ends; the file stays and names the
/// last holder. SQLite's own locks would let two gateways take turns and disagree about what each keeps in memory.
final class FileLock: Sendable {
  private let descriptor: Int32

  /// Locks `path`, for messages about `database`.
  ///
  /// - Throws: `StoreError.inUse` with the holder's process id when another one has it.
  init(path: String, for database: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .inaccessible(path: path, reason: systemMessage(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      // Closed here alone: the property is not set yet, or `deinit` would close it again, and with it whatever
      // another thread has opened under the same number meanwhile.
      defer { close(descriptor) }
      guard code == EWOULDBLOCK else { throw .inaccessible(path: path, reason: systemMessage(code)) }
      throw .inUse(path: database, process: Self.holder(in: descriptor))
    }
    self.descriptor = descriptor
    sign()
  }

  deinit { close(descriptor) }

  /// Writes down who holds the lock, for the message the next one gets; nothing depends on it.
  private func sign() {
    let name = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0 else { return }
    _ = pwrite(descriptor, name, name.count, 0)
  }

  private static func holder(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}

/// The system's words for an error number.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
