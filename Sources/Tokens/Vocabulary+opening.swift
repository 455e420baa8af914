import Conversations

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Vocabulary {
  /// Maps a packed vocabulary and checks every byte of it. The pages are the kernel's: processes share them.
  ///
  /// - Throws: `VocabularyError` when the file is not there, not ours, or not as it was packed.
  public convenience init(opening path: String, as name: VocabularyName) throws(VocabularyError) {
    let mapping = try Self.map(path)
    do throws(VocabularyError) {
      self.init(name, try Self.check(mapping, path, name), mapping: mapping)
    } catch {
      munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress!), mapping.count)
      throw error
    }
  }

  private static func map(_ path: String) throws(VocabularyError) -> UnsafeRawBufferPointer {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .system(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw VocabularyError(path: path, reason: .unreadable("not a regular file"))
    }
    let size = Int(status.st_size)
    guard size > 0 else { throw VocabularyError(path: path, reason: .foreign) }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
      throw .system(path)
    }
    return UnsafeRawBufferPointer(start: start, count: size)
  }

  private static func check(
    _ mapping: UnsafeRawBufferPointer, _ path: String, _ name: VocabularyName
  ) throws(VocabularyError) -> VocabularyLayout {
    guard let layout = VocabularyLayout(mapping) else { throw VocabularyError(path: path, reason: .foreign) }
    guard layout.isPossible(fileSize: mapping.count), isIntact(mapping, layout) else {
      throw VocabularyError(path: path, reason: .damaged)
    }
    guard layout.name == name.rawValue else {
      throw VocabularyError(path: path, reason: .misnamed(layout.name))
    }
    return layout
  }

  private static func isIntact(_ mapping: UnsafeRawBufferPointer, _ layout: VocabularyLayout) -> Bool {
    let written = Fingerprint(bytes: UnsafeRawBufferPointer(rebasing: mapping[layout.fingerprint...]))
    return written == Fingerprint(of: UnsafeRawBufferPointer(rebasing: mapping[..<layout.fingerprint]))
  }
}

extension VocabularyError {
  fileprivate static func system(_ path: String) -> VocabularyError {
    VocabularyError(path: path, reason: .unreadable(String(cString: strerror(errno))))
  }
}
