import Conversations
import Dialects
import Store

/// The last request of a session as it came, and the answer to it.
struct Transcript: Sendable {
  let summary: SessionSummary
  let contents: TurnContents

  /// The request as a Messages body that could be sent again: model, system, tools and messages, as they came where the
  /// client spoke that dialect. The last answer is not in it.
  ///
  /// - Throws: `TranscriptError.unreadable` when what is stored is no request of its dialect, or cannot be said in this.
  func anthropicBody() throws(TranscriptError) -> [UInt8] { try body(in: AnthropicMessages()) }

  /// The request as a chat completions body that could be sent again, by the same rules.
  func openAIBody() throws(TranscriptError) -> [UInt8] { try body(in: OpenAIChat()) }

  private func body(in dialect: any BackendDialect) throws(TranscriptError) -> [UInt8] {
    do {
      return try RecordedRequest(of: contents).body(in: dialect)
    } catch let error as RecordedRequestError {
      throw .unreadable(session: summary.id, reason: error.reason)
    } catch {
      throw .unreadable(session: summary.id, reason: "\(error)")
    }
  }

  /// Where the request went, as `backend/model`; nil when it was sent nowhere.
  var target: String? { contents.record.target?.name }

  /// The system prompt as text; empty when there was none.
  var systemText: String { contents.systemText }

  /// The messages and the answer, as a person reads them.
  var messages: [MessageReport] {
    (contents.messages + contents.answer).map {
      MessageReport($0, dialect: contents.record.dialect)
    }
  }
}

/// Why a session cannot be written out.
enum TranscriptError: Error, Equatable, CustomStringConvertible {
  /// Nothing was said in it but side requests.
  case empty(session: String)
  /// What is stored cannot be read as what it was.
  case unreadable(session: String, reason: String)

  var description: String {
    switch self {
    case .empty(let session):
      "session \(session) holds side requests only; 'ctxgw sessions show \(session) --messages' shows them"
    case .unreadable(let session, let reason):
      "session \(session) cannot be written in this form: \(reason)"
    }
  }
}
