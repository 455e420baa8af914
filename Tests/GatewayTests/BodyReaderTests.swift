import Conversations
import Dialects
import Reactor
import Server
import Store
import TestKit
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Reading bodies", .timeLimit(.minutes(1)))
struct BodyReaderTests {
  init() { LoopActor.shared.loop.start() }

  @Test(
    "a body counts by what it decompresses to, and one that came as it is counts once",
    arguments: [
      (size: 150_000, isCompressed: false, answer: "150000"), (150_000, true, "150000"),
      (250_000, true, "too many request bodies at a time"),
    ])
  func budget(size: Int, isCompressed: Bool, answer: String) async throws {
    let directory = TemporaryDirectory()
    let store = try ConversationStore(.file(directory.path + "/db"), for: .serving)
    let server = await Self.server(holding: 200_000, remembering: store)
    let port = try await server.listen(host: "127.0.0.1", port: 0)
    var body = Array(#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":""#.utf8)
    body += [UInt8](repeating: UInt8(ascii: "x"), count: size - body.count - 4) + Array(#""}]}"#.utf8)
    var fields = HTTPFields()
    if isCompressed { fields.append("content-encoding", "zstd") }
    let call = UpstreamCall(
      url: "http://127.0.0.1:\(port)/", fields: fields,
      body: isCompressed ? Zstd.compress(body, level: 1) : body)
    let response = try await CurlTransport().open(call)
    #expect(String(decoding: try await response.collect(limit: 1_000), as: UTF8.self) == answer)
    await server.stop()
    await store.close()
  }

  /// A server that answers with the size of what it was asked, or why it did not read it.
  @LoopActor
  private static func server(holding most: Int, remembering store: ConversationStore) -> HTTPServer {
    var limits = ServerLimits()
    limits.maxBufferedBodies = most
    let bodies = BodyReader(limit: 1 << 20, store: store)
    return HTTPServer(limits: limits) { exchange in
      let head = HTTPResponseHead(status: 200)
      do throws(ClientError) {
        let asked = try await bodies.decode(
          exchange, Admission(fields: exchange.request.fields), in: AnthropicMessages())
        guard case .request(let client) = asked else { preconditionFailure("a model was asked") }
        exchange.respond(head, body: Array("\(client.chat.document.bytes.count)".utf8))
      } catch {
        exchange.respond(head, body: Array(error.message.utf8))
      }
    }
  }
}
