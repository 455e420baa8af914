import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("answers to Ollama's clients")
struct OllamaAnswersTests {
  private let client = OllamaChat(ids: .counting())

  private func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }

  @Test(
    "a request that asks for no answer loads the model, or unloads it, by either route",
    arguments: [
      (#"{"model":"m"}"#, "load"), (#"{"model":"m","messages":[]}"#, "load"),
      (#"{"model":"m","messages":null,"prompt":""}"#, "load"), (#"{"model":"m","keep_alive":"5m"}"#, "load"),
      (#"{"model":"m","prompt":"","keep_alive":"10s"}"#, "load"), (#"{"model":"m","keep_alive":-1}"#, "load"),
      (#"{"model":"m","prompt":"","keep_alive":0}"#, "unload"),
      (#"{"model":"m","keep_alive":0.0}"#, "unload"),
      (#"{"model":"m","messages":[],"keep_alive":"0s"}"#, "unload"),
      (#"{"model":"m","keep_alive":"0"}"#, "unload"),
      (#"{"model":"m","keep_alive":"0h0m"}"#, "unload"), (#"{"model":"m","keep_alive":"0.5s"}"#, "load"),
    ])
  func loading(_ body: String, _ reason: String) throws {
    let answer = try #require(client.answerWithoutModel(to: JSONText.document(body), at: 1_769_903_999))
    #expect(
      text(answer)
        == #"{"model":"m","created_at":"2026-01-31T23:59:59.000Z","message":{"role":"assistant","content":""},"#
        + #""response":"","done":true,"done_reason":"\#(reason)"}"#)
  }

  @Test(
    "any other request is for a model to answer",
    arguments: [
      #"{"model":"m","prompt":"Hi"}"#,
      #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"keep_alive":0}"#,
      #"{"model":"m","messages":{}}"#, #"{"model":"m","prompt":7}"#, #"{"messages":[]}"#, #"{"model":""}"#,
      "[]",
    ])
  func notLoading(_ body: String) throws {
    #expect(client.answerWithoutModel(to: try JSONText.document(body), at: 0) == nil)
  }

  @Test("who waits is sent an object that says nothing, in the form of the answer")
  func keepAlive() throws {
    for (body, said) in [
      (
        #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#,
        #""message":{"role":"assistant","content":""}"#
      ), (#"{"model":"m","prompt":"Hi"}"#, #""response":"""#),
    ] {
      let request = try client.read(JSONText.document(body), fields: HTTPFields())
      var writer = client.writer(
        in: client.frame(answering: request, estimatedInput: 7, at: 0, told: { $0 }))
      var output: [UInt8] = []
      writer.keepAlive(to: &output)
      #expect(
        text(output) == #"{"model":"m","created_at":"1970-01-01T00:00:00.000Z",\#(said),"done":false}"# + "\n"
      )
      writer.write(.ended, to: &output)
      let whole = output
      writer.keepAlive(to: &output)
      writer.fail(ClientError(.upstream, "late"), to: &output)
      #expect(output == whole && text(output).contains(#""done":true"#))
    }
  }

  @Test("a call beyond every bound is told as a failure")
  func largeCall() throws {
    let request = try client.read(JSONText.document(#"{"model":"m","prompt":"Hi"}"#), fields: HTTPFields())
    var writer = client.writer(in: client.frame(answering: request, estimatedInput: 7, at: 0, told: { $0 }))
    var output: [UInt8] = []
    writer.write(.partStarted(.toolCall(id: "c", name: "write")), to: &output)
    for _ in 0...16 { writer.write(.delta(.input([UInt8](repeating: 0x20, count: 1 << 20))), to: &output) }
    writer.write(.partEnded, to: &output)
    #expect(text(output) == #"{"error":"the call of write is too large"}"# + "\n")
  }

  @Test(
    "errors have the statuses and the words that Ollama's libraries look at",
    arguments: [
      (ClientError(.invalidRequest, "no"), 400, "no"), (ClientError(.authentication, "key"), 401, "key"),
      (ClientError(.billing, "b"), 402, "b"), (ClientError(.permission, "p"), 403, "p"),
      (ClientError(.notFound, "None has it."), 404, "model 'q' not found. None has it."),
      (ClientError(.notFound, ""), 404, "model 'q' not found"), (ClientError(.tooLarge, "t"), 413, "t"),
      (ClientError(.unsupportedMediaType, "u"), 415, "u"), (ClientError(.rateLimited, "r"), 429, "r"),
      (ClientError(.internalError, "i"), 500, "i"), (ClientError(.upstream, "d"), 500, "d"),
      (ClientError(.overloaded, "o"), 503, "o"), (ClientError(.timeout, "t"), 504, "t"),
      (
        ClientError(.contextOverflow(prompt: 9000, limit: 8192), "More."), 400,
        "the input length exceeds the context length: 9000 tokens > 8192 maximum. More."
      ),
      (
        ClientError(.contextOverflow(prompt: nil, limit: 8192), ""), 400,
        "the input length exceeds the context length"
      ),
    ] as [(ClientError, Int, String)])
  func errors(_ error: ClientError, _ status: Int, _ message: String) throws {
    let request = try client.read(JSONText.document(#"{"model":"q","prompt":"Hi"}"#), fields: HTTPFields())
    let (head, body) = client.answer(to: error, about: request, requestID: "req_1")
    #expect(head.status == status && head.fields["x-request-id"] == "req_1")
    #expect(try JSONDocument(parsing: body).root["error"]?.string == message)
    #expect(client.isError(body))
    #expect(client.ending(brokenBy: error).last == UInt8(ascii: "\n"))
  }

  @Test("a path where nothing is does not lack a model")
  func unknownPath() throws {
    let (_, body) = client.answer(to: ClientError(.notFound, "nothing is here"), about: nil, requestID: "r")
    #expect(text(body) == #"{"error":"nothing is here"}"#)
  }

  @Test("what is no error of Ollama's is none", arguments: ["{}", "[]", "no", #"{"error":{"message":"x"}}"#])
  func noErrors(_ body: String) {
    #expect(!client.isError(Array(body.utf8)))
  }
}
