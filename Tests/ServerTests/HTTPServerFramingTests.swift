import FramingCases
import Testing
import Wire

@testable import Server

@Suite(.timeLimit(.minutes(1))) struct HTTPServerFramingTests {
  @Test(
    "a malformed request is answered once with its status and the connection closed",
    arguments: FramingCase.refused)
  func refused(_ sample: FramingCase) async throws {
    let server = try await TestServer { exchange in
      Issue.record("\(sample) reached the handler")
      exchange.respond(.ok)
    }
    let client = try RawClient(port: server.port)
    client.send(sample.bytes)
    let (bytes, end) = client.receiveAll()
    let responses = RawResponse.all(in: bytes)
    #expect(responses.map(\.status) == [sample.refusal])
    #expect(responses.first?.fields["connection"] == "close")
    #expect(responses.first?.isComplete == true)
    #expect(end == .closed)
    await server.server.stop()
  }

  @Test("an odd but good request is answered, byte by byte too", arguments: FramingCase.accepted)
  func accepted(_ sample: FramingCase) async throws {
    let server = try await TestServer { $0.respond(.ok, body: $0.request.body) }
    let whole = try server.exchange(sample.bytes)
    #expect(whole.map(\.status) == [200])
    let client = try RawClient(port: server.port)
    for byte in sample.bytes { client.send([byte]) }
    client.finishSending()
    #expect(RawResponse.all(in: client.receiveAll().bytes) == whole)
    await server.server.stop()
  }
}
