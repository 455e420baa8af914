#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The files of a store on disk, readable by their owner alone.
struct StoreFile {
  /// The database; `-wal`, `-shm` and `.lock` stand beside it.
  let path: String

  /// Locks the database for this process, in a directory made where it is missing; then makes an empty database where
  /// there is none, and takes all files from other users.
  func claim() throws(StoreError) -> FileLock {
    if let end = path.lastIndex(of: "/"), end != path.startIndex {
      try Self.makeDirectory(String(path[..<end]))
    }
    let lock = try FileLock(path: path + ".lock", for: path)
    try makeDatabase()
    // SQLite gives its companion files the database's mode when it makes them; old ones are seen to here.
    for suffix in ["", "-wal", "-shm"] { try Self.restrict(path + suffix) }
    return lock
  }

  /// An existing database is not opened: closing it again would drop the locks SQLite may have on it in this process.
  private func makeDatabase() throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 || errno == EEXIST else {
      throw .inaccessible(path: path, reason: systemMessage(errno))
    }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether there is a database.
  var exists: Bool { access(path, F_OK) == 0 }

  /// Whether changes may be waiting in the log that are not in the database yet.
  var hasLog: Bool {
    var facts = stat()
    return stat(path + "-wal", &facts) == 0 && facts.st_size > 0
  }

  private static func restrict(_ path: String) throws(StoreError) {
    guard chmod(path, 0o600) == 0 || errno == ENOENT else {
      throw .inaccessible(path: path, reason: systemMessage(errno))
    }
  }

  private static func makeDirectory(_ path: String) throws(StoreError) {
    guard access(path, F_OK) != 0 else { return }
    if let end = path.lastIndex(of: "/"), end != path.startIndex {
      try makeDirectory(String(path[..<end]))
    }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .inaccessible(path: path, reason: systemMessage(errno))
    }
  }
}
