import Conversations
import Glibc
import TestKit
import Testing

@testable import Store

@Suite struct StoreFileTests {
  private let directory = TemporaryDirectory()

  @Test("directories and files are made for their owner alone")
  func modes() async throws {
    let path = directory.file("a/b/test.db")
    let store = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    await store.play(try request(["u:1"]), answer: "a:2")
    await store.flush()
    #expect(try permissions(directory.file("a")) == 0o700)
    #expect(try permissions(directory.file("a/b")) == 0o700)
    for suffix in ["", "-wal", "-shm", ".lock"] { #expect(try permissions(path + suffix) == 0o600) }
    await store.close()
  }

  @Test("files that others could read are taken from them")
  func restriction() async throws {
    let path = directory.file("test.db")
    for suffix in ["", "-wal", "-shm"] {
      try write([], to: path + suffix)
      chmod(path + suffix, 0o644)
    }
    _ = try StoreFile(path: path).claim()
    for suffix in ["", "-wal", "-shm"] { #expect(try permissions(path + suffix) == 0o600) }
  }

  @Test("a directory that cannot be made is an error that names it")
  func noDirectory() throws {
    let file = directory.file("file")
    try write([], to: file)
    #expect(throws: StoreError.inaccessible(path: "\(file)/test.db.lock", reason: systemMessage(ENOTDIR))) {
      try StoreFile(path: "\(file)/test.db").claim()
    }
  }

  @Test("a second writer is refused and told who the first one is")
  func lock() async throws {
    let path = directory.file("test.db")
    let store = try ConversationStore(.file(path), for: .serving)
    for access in [StoreAccess.serving, .maintenance] {
      #expect(throws: StoreError.inUse(path: path, process: getpid())) {
        try ConversationStore(.file(path), for: access)
      }
    }
    await store.close()
    await (try ConversationStore(.file(path), for: .maintenance)).close()
  }

  @Test("a reader works beside a writer, and sees what is committed")
  func readerBesideWriter() async throws {
    let path = directory.file("test.db")
    let writer = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    let state = await writer.play(try request(["u:1"]), answer: "a:2")
    await writer.flush()
    let reader = try ConversationStore(.file(path), for: .reading)
    #expect(try await reader.sessions().map(\.id) == [state.session])
    await #expect(throws: StoreError.self) { try await reader.remove(state.session.text) }
    await reader.close()
    await writer.close()
  }

  @Test("looking for what is not there makes nothing", arguments: [StoreAccess.reading, .maintenance])
  func missing(access: StoreAccess) throws {
    let path = directory.file("test.db")
    #expect(throws: StoreError.missing(path: path)) { try ConversationStore(.file(path), for: access) }
    #expect(!StoreFile(path: path).exists)
  }
}
