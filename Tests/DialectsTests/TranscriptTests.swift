import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("transcripts")
struct TranscriptTests {
  @Test("a client and a backend understand each other", arguments: Transcript.all)
  func check(_ transcript: Transcript) throws {
    let backend = transcript.backend
    let exchange: Exchange
    let encoded: EncodedRequest
    do {
      exchange = try Exchange(transcript)
      encoded = try exchange.encoded(by: backend, for: transcript.target)
    } catch let error as ClientError {
      #expect(error.message == transcript.line("client error"))
      return
    }
    #expect(transcript.sections["client error"] == nil, "the request was to be refused")
    checkRequest(transcript, encoded)
    let refused = transcript.sections["backend answer"]?.option("status").flatMap { Int($0) }
    if let refused { return checkRefusal(exchange, status: refused) }
    try checkAnswer(exchange, encoded)
  }

  private func checkRefusal(_ exchange: Exchange, status: Int) {
    let sections = exchange.transcript.sections
    let told = exchange.refusal(status: status, sections["backend answer"]?.text ?? [])
    #expect(String(told.status) == sections["client answer"]?.option("status"))
    #expect(JSONText.compact(told.body) == JSONText.compact(sections["client answer"]?.text ?? []))
  }

  private func checkRequest(_ transcript: Transcript, _ encoded: EncodedRequest) {
    if let expected = transcript.sections["backend request"] {
      if expected.options.contains("same") {
        #expect(encoded.body == transcript.sections["client request"]?.text)
      } else if expected.options.contains("exactly") {
        #expect(
          String(decoding: encoded.body, as: UTF8.self) == String(decoding: expected.text, as: UTF8.self))
      } else {
        #expect(JSONText.compact(encoded.body) == JSONText.compact(expected.text))
      }
    }
    if transcript.sections["path"] != nil { #expect(encoded.path == transcript.line("path")) }
    if transcript.sections["notes"] != nil {
      #expect(encoded.notes.joined(separator: "\n") == transcript.line("notes"))
    }
  }

  private func checkAnswer(
    _ exchange: Exchange, _ encoded: EncodedRequest
  ) throws {
    guard let given = exchange.transcript.sections["backend answer"] else { return }
    let bytes = given.text
    let whole = fresh(exchange, encoded, [bytes[...]])
    #expect(whole.answer.isEnded == !given.options.contains("cut"))
    if let expected = exchange.transcript.sections["client answer"] {
      #expect(JSONText.compact(whole.bytes) == JSONText.compact(expected.text))
    }
    if let expected = exchange.transcript.sections["recorded"] {
      #expect(
        JSONText.compact(exchange.client.recorded(whole.answer).bytes) == JSONText.compact(expected.text))
    }
    guard exchange.transcript.streamsAnswer else { return }
    let kept = { (result: (bytes: [UInt8], answer: Answer)) in
      String(decoding: exchange.client.recorded(result.answer).bytes, as: UTF8.self)
    }
    let single = fresh(exchange, encoded, bytes.indices.map { bytes[$0...$0] })
    #expect(kept(single) == kept(whole), "fed one byte at a time")
    for cut in bytes.indices {
      let halves = fresh(exchange, encoded, [bytes[..<cut], bytes[cut...]])
      #expect(kept(halves) == kept(whole), "fed in two pieces, cut at byte \(cut)")
      #expect(halves.answer.isEnded == whole.answer.isEnded, "fed in two pieces, cut at byte \(cut)")
      let torn = fresh(exchange, encoded, [bytes[..<cut]])
      try checkTorn(torn, bytes[..<cut], exchange)
    }
  }

  /// Each decoding starts with ids counted from 1.
  private func fresh(
    _ exchange: Exchange, _ encoded: EncodedRequest, _ pieces: [ArraySlice<UInt8>]
  ) -> (bytes: [UInt8], answer: Answer) {
    exchange.answer(pieces, from: exchange.transcript.backend, to: encoded)
  }

  private func checkTorn(
    _ torn: (bytes: [UInt8], answer: Answer), _ bytes: ArraySlice<UInt8>, _ exchange: Exchange
  ) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let mayBeWhole = [
      "_reason\":\"", "Reason\":\"", "[DONE]", "tool_call", "function_call", "response.completed",
      "response.incomplete",
    ].contains { text.contains($0) }
    let isStopped = if case .stopSequence? = torn.answer.stopReason { true } else { false }
    if !mayBeWhole, !isStopped { #expect(!torn.answer.isEnded, "cut at byte \(bytes.count)") }
    if exchange.request.wantsStream {
      let ending = try Parties.ending(of: torn.bytes, readAs: exchange.client.name)
      #expect(ending == (torn.answer.isEnded ? .whole : .error), "cut at byte \(bytes.count)")
    }
  }
}

extension RecordedAnswer {
  /// Its message, or a list of them where there is not just one.
  fileprivate var bytes: [UInt8] {
    if messages.count == 1 { return messages[0].body }
    return Array("[".utf8) + messages.map(\.body).joined(separator: Array(",".utf8)) + Array("]".utf8)
  }
}

extension Transcript {
  fileprivate func line(_ section: String) -> String? {
    sections[section].map { String(decoding: $0.text, as: UTF8.self) }.map { text in
      String(text.reversed().drop { $0 == "\n" }.reversed())
    }
  }
}
