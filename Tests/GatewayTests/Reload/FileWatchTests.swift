import TestKit
import Testing

@testable import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Watching files") struct FileWatchTests {
  private let directory = TemporaryDirectory()

  private func stamps(_ names: String...) -> [String: FileStamp] {
    FileStamp.stamps(of: names.map(directory.file))
  }

  @Test("files are read when they differ from what was read and have been the same for two looks")
  func twoLooks() throws {
    try directory.write("a", to: "f")
    var watch = FileWatch(stamps("f"))
    var looks = [watch.look(stamps("f"))]
    for text in ["", "whole"] {
      try directory.write(text, to: "f")
      looks.append(watch.look(stamps("f")))
    }
    looks.append(watch.look(stamps("f")))
    watch.note(stamps("f"))
    looks += [watch.look(stamps("f")), watch.look(stamps("f"))]
    #expect(looks == [false, false, false, true, false, false])
  }

  @Test(
    "a file that comes, one that goes and one that another takes the place of are changes; one that comes back is none"
  )
  func replaced() throws {
    try directory.write("same", to: "f")
    let before = stamps("f", "g")
    try directory.write("same", to: "g")
    #expect(stamps("f", "g") != before)
    remove(directory.file("g"))
    #expect(stamps("f", "g") == before)
    try directory.write("same", to: "new")
    rename(directory.file("new"), directory.file("f"))
    #expect(stamps("f", "g") != before)
    remove(directory.file("f"))
    #expect(stamps("f", "g").isEmpty)
  }

  @Test("a link stands for what it leads to")
  func link() throws {
    let (old, new) = (try directory.write("1", to: "old"), try directory.write("2", to: "new"))
    symlink(old, directory.file("link"))
    let before = stamps("link")
    #expect(before.values.first == FileStamp(old))
    remove(directory.file("link"))
    symlink(new, directory.file("link"))
    #expect(stamps("link") != before)
  }

  @Test("a file whose time was set back by whoever wrote it is another all the same")
  func timeSetBack() throws {
    let path = try directory.write("abc", to: "f")
    var status = stat()
    stat(path, &status)
    let before = stamps("f")
    #if canImport(Darwin)
      var times = [status.st_atimespec, status.st_mtimespec]
    #else
      var times = [status.st_atim, status.st_mtim]
    #endif
    // The clock of the file system may stand still between two calls; it does not for ever.
    repeat {
      try directory.write("xyz", to: "f")
      utimensat(AT_FDCWD, path, &times, 0)
    } while stamps("f") == before
    #expect(stamps("f") != before)
  }
}
