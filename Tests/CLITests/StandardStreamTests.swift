import Glibc
import Testing

@testable import CLI

@Suite("Writing output", .serialized)
struct StandardStreamTests {
  @Test("all bytes arrive, however full the pipe and however non-blocking it is")
  func everything() async throws {
    let pipe = try Pipe()
    #expect(fcntl(pipe.writer, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    async let received = pipe.readAll()
    #expect(try StandardStream(descriptor: pipe.writer).write(bytes))
    close(pipe.writer)
    #expect(await received == bytes)
    close(pipe.reader)
  }

  @Test("a reader that has gone away is no error and no signal")
  func goneReader() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try Pipe()
    close(pipe.reader)
    #expect(try !StandardStream(descriptor: pipe.writer).write([1]))
    close(pipe.writer)
  }

  @Test("what cannot be written is said")
  func closed() throws {
    let file = open("/dev/full", O_WRONLY)
    defer { close(file) }
    #expect(throws: OutputError.self) { try StandardStream(descriptor: file).write([1]) }
  }

  @Test("what is no terminal is plain, whatever the environment says")
  func plain() throws {
    let pipe = try Pipe()
    #expect(StandardStream(descriptor: pipe.writer).canvas { _ in "200" } == .plain)
    close(pipe.reader)
    close(pipe.writer)
  }

  @Test(
    "a terminal has its own width, else that of COLUMNS, and colours unless they are refused",
    .enabled(if: access("/dev/ptmx", R_OK | W_OK) == 0 && access("/dev/pts", R_OK) == 0, "no terminals here"))
  func terminal() throws {
    let (controller, terminal) = try pseudoTerminal()
    defer {
      close(terminal)
      close(controller)
    }
    let stream = StandardStream(descriptor: terminal)
    #expect(stream.canvas { ["COLUMNS": "33"][$0] } == Canvas(width: 33, hasColours: true))
    #expect(stream.canvas { ["COLUMNS": "x", "TERM": "dumb"][$0] } == Canvas(width: 80, hasColours: false))
    var size = winsize(ws_row: 10, ws_col: 44, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(controller, UInt(TIOCSWINSZ), &size) == 0)
    #expect(stream.canvas { ["COLUMNS": "33", "NO_COLOR": "1"][$0] } == Canvas(width: 44, hasColours: false))
    #expect(stream.canvas { ["NO_COLOR": ""][$0] } == Canvas(width: 44, hasColours: true))
  }

  /// Both ends of a new terminal, by Linux's own requests: unlock it, ask for its number.
  private func pseudoTerminal() throws -> (controller: CInt, terminal: CInt) {
    let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: CInt = 0
    var number: CInt = 0
    try #require(ioctl(controller, 0x4004_5431, &locked) == 0)
    try #require(ioctl(controller, 0x8004_5430, &number) == 0)
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    return (controller, terminal)
  }
}

private struct Pipe {
  let reader: CInt
  let writer: CInt

  init() throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    (reader, writer) = (ends[0], ends[1])
  }

  /// Everything until the writer is closed.
  func readAll() async -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while case let count = read(reader, &block, block.count), count > 0 { bytes += block.prefix(count) }
    return bytes
  }
}
