import Conversations
import Synchronization
import Wire

@testable import Dialects

/// Plays a transcript's part of client and backend with the dialects between them, without a socket.
struct Exchange {
  let transcript: Transcript
  let client: AnthropicMessages
  let request: ChatRequest

  init(_ transcript: Transcript) throws {
    self.transcript = transcript
    client = AnthropicMessages(ids: .counting())
    let body = transcript.sections["client request"]?.text ?? []
    request = try client.read(try JSONDocument(parsing: body), fields: HTTPFields())
  }

  func encoded(
    by backend: some BackendDialect, for target: Target, plan: ContextPlan = .untouched
  ) throws -> EncodedRequest {
    try backend.encode(
      request, for: target, plan: plan, conversation: client.conversation(of:following:))
  }

  /// What the client gets when the backend's answer arrives in these pieces, and the answer as it is kept.
  func answer(
    _ pieces: [ArraySlice<UInt8>], from backend: some BackendDialect, to encoded: EncodedRequest
  ) -> (bytes: [UInt8], answer: Answer) {
    let frame = AnthropicMessages(ids: .counting()).frame(answering: request, estimatedInput: 7)
    var answer = Answer()
    var writer = AnthropicEventWriter(frame)
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

  private func events(
    _ pieces: [ArraySlice<UInt8>], from backend: some BackendDialect, to encoded: EncodedRequest
  ) -> [StreamEvent] {
    if pieces.first?.first == UInt8(ascii: "{") {
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
