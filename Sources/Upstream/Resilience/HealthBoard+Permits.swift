import Conversations
import Wire

/// What permits tell.
extension HealthBoard {
  /// Notes what the head of an answer tells of limits.
  func note(_ fields: HTTPFields, of passage: BackendStanding.Passage, at backend: Backend) {
    guard !backend.isLocal else { return }
    change(backend.name) { $0.note(fields, of: passage, at: $1) }
  }

  /// Notes what was used.
  func charge(_ usage: Usage?, to passage: BackendStanding.Passage, at backend: Backend) {
    let price = world.price(backend, passage.model)
    change(backend.name) { $0.charge(QuotaUse(usage, price: price), at: $1) }
  }

  /// Notes that a target has answered.
  func noteAnswer(
    _ usage: Usage?, firstEvent: UInt64?, whole: UInt64, of passage: BackendStanding.Passage,
    at backend: Backend
  ) {
    watch.noteAnswer(of: backend.name)
    change(backend.name) {
      $0.succeed(passage, usage: usage, firstEvent: firstEvent, whole: whole, at: $1)
    }
  }

  /// Notes that a target has failed. A local one may not be there any more.
  func note(_ error: UpstreamError, of passage: BackendStanding.Passage, at backend: Backend) {
    change(backend.name) { $0.fail(passage, error, at: $1) }
    if case .failure = error.advice.mark { watch.suspect(backend) }
  }

  /// Notes that a target was not used.
  func noteNothing(of passage: BackendStanding.Passage, at backend: Backend) {
    change(backend.name) { $0.giveUp(passage, at: $1) }
  }
}
