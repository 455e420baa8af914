import Glibc
import Testing

@testable import Reactor

@Suite struct TCPListenerTests {
  @Test(
    "out of descriptors or memory the listener is to pause, after a connection that went it is to go on",
    arguments: [
      (EMFILE, "exhausted"), (ENFILE, "exhausted"), (ENOBUFS, "exhausted"), (ENOMEM, "exhausted"),
      (EAGAIN, "none"), (ECONNABORTED, "gone"), (EINTR, "gone"), (EPROTO, "gone"), (ENETDOWN, "gone"),
    ])
  func outcomes(code: Int32, expected: String) {
    let name =
      switch TCPListener.outcome(ofError: code) {
      case .connection: "connection"
      case .none: "none"
      case .gone: "gone"
      case .exhausted: "exhausted"
      }
    #expect(name == expected)
  }

  @Test("a port the system chose is told, and nobody is waiting at first")
  func port() throws {
    let listener = try TCPListener(host: "localhost", port: 0)
    #expect(listener.port != 0)
    guard case .none = listener.accept() else {
      Issue.record("a connection out of nowhere")
      return
    }
  }
}
