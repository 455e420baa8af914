import Conversations
import Synchronization
import Upstream
import Wire

@testable import Dialects

/// Plays a transcript's part of client and backend with the dialects between them, without a socket.
struct Exchange {
  let transcript: Transcript
  let client: any ClientDialect
  let request: ChatRequest

  init(_ transcript: Transcript) throws {
    self.transcript = transcript
    client = transcript.client
    let body = transcript.sections["client request"]?.text ?? []
    request = try client.read(try JSONDocument(parsing: body), fields: HTTPFields())
  }

  func encoded(
    by backend: any BackendDialect, for target: Target, plan: ContextPlan = .untouched
  ) throws -> EncodedRequest {
    try backend.encode(
      request, for: target, plan: plan,
      conversation: { (request, plan) throws(ClientError) in
        try client.conversation(of: request, following: plan)
      })
  }

  /// What the client gets when the backend's answer arrives in these pieces, and the answer as it is kept.
  func answer(
    _ pieces: [ArraySlice<UInt8>], from backend: any BackendDialect, to encoded: EncodedRequest
  ) -> (bytes: [UInt8], answer: Answer) {
    var frame = transcript.client.frame(
      answering: request, estimatedInput: 7, at: 0, told: { $0 })
    frame.showsSignatures = client.name == backend.name
    var answer = Answer()
    var writer = client.writer(in: frame)
    var output: [UInt8] = []
    for event in events(pieces, from: backend, to: encoded) {
      answer.append(event)
      writer.write(event, to: &output)
    }
    if request.wantsStream {
      writer.fail(ClientError(.upstream, "the answer was cut"), to: &output)
    } else {
      output = client.body(of: answer, in: frame)
    }
    return (output, answer)
  }

  /// What the client is told when the backend refuses the request with a status: as it came where both speak the same
  /// dialect, in the client's words where they do not.
  func refusal(status: Int, _ body: [UInt8]) -> (status: Int, body: [UInt8]) {
    if client.name == transcript.target.dialect, client.isError(body) { return (status, body) }
    let error = UpstreamError(status: status, fields: HTTPFields(), body: body)
      .clientError(backend: transcript.target.backend, refusedOwnKey: false)
    let told = client.answer(to: error, about: request, requestID: "req_1")
    return (told.head.status, told.body)
  }

  private func events(
    _ pieces: [ArraySlice<UInt8>], from backend: any BackendDialect, to encoded: EncodedRequest
  ) -> [StreamEvent] {
    guard transcript.streamsAnswer else {
      return backend.events(of: Array(pieces.joined()), answering: encoded)
    }
    let decoder = backend.decoder(answering: encoded)
    var events: [StreamEvent] = []
    for piece in pieces { decoder.feed(Array(piece), into: &events) }
    decoder.finish(into: &events)
    return events
  }
}

extension IDSource {
  /// Ids that end in 1, 2, 3 …
  static func counting() -> IDSource {
    let counter = Counter()
    return IDSource { String(counter.next()) }
  }
}

private final class Counter: Sendable {
  private let value = Mutex(0)

  func next() -> Int {
    value.withLock { value in
      value += 1
      return value
    }
  }
}
