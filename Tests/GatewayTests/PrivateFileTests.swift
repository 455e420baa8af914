import TestKit
import Testing

@testable import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("A file for its owner alone")
struct PrivateFileTests {
  private let directory = TemporaryDirectory()

  @Test func `there need be none, and what is put there is read again`() throws {
    let file = PrivateFile(path: directory.file("state"))
    #expect(try file.contents() == nil)
    for size in [0, 1, 3 << 20] {
      let state = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try file.replace(with: state)
      #expect(try file.contents() == state)
    }
  }

  @Test func `nobody else may read it, and nothing is left beside it`() throws {
    try PrivateFile(path: directory.file("state")).replace(with: [1, 2])
    var status = stat()
    #expect(stat(directory.file("state"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(access(directory.file("state.new"), F_OK) != 0)
  }

  @Test func `what is no file is not read`() {
    #expect(throws: DataError(path: directory.path, message: "cannot be read: not a regular file")) {
      try PrivateFile(path: directory.path).contents()
    }
  }

  @Test func `what cannot be written says why and leaves nothing behind`() throws {
    let absent = directory.file("none/state")
    #expect(
      throws: DataError(path: absent + ".new", message: "cannot be written: No such file or directory")
    ) { try PrivateFile(path: absent).replace(with: [1]) }
    // A directory stands where the file should be: the draft can be written, and not be put in its place.
    try directory.write("", to: "taken/inside")
    let taken = directory.file("taken")
    #expect(throws: DataError(path: taken, message: "cannot be written: Is a directory")) {
      try PrivateFile(path: taken).replace(with: [1])
    }
    #expect(access(taken + ".new", F_OK) != 0)
  }
}
