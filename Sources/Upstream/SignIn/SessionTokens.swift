import Reactor
import Wire

/// The tokens that vendors have given out for logins, each asked for once and again before it ends.
@LoopActor final class SessionTokens {
  /// Makes a call; returns when its head is there.
  typealias Open = @LoopActor (UpstreamCall) async throws(TransportError) -> TransportResponse

  /// What comes of asking for a token.
  enum Outcome: Sendable {
    case token(SessionToken)
    /// The vendor gives none, and says why.
    case refused(TransportResponse)
    case failed(TransportError)
  }

  private struct Kept {
    let token: SessionToken
    let renewsAt: UInt64
  }

  /// What identifies a token.
  private struct Key: Hashable {
    let url: String
    let login: String
  }

  private let now: @LoopActor () -> UInt64
  private var kept: [Key: Kept] = [:]
  private var inquiries: [Key: Task<Outcome, Never>] = [:]

  /// The longest answer with a token in it, in bytes.
  private static let mostBytes = 64 << 10

  /// No tokens yet.
  ///
  /// - Parameter now: the monotonic time in nanoseconds.
  nonisolated init(now: @escaping @LoopActor () -> UInt64 = { LoopActor.shared.loop.now }) { self.now = now }

  /// Makes a call with the token of its login. A token that is refused is asked for once more.
  ///
  /// Where the vendor gives out no token, what it says instead is the answer.
  func open(
    _ call: UpstreamCall, _ signed: SignedCall, by open: @escaping Open
  ) async throws(TransportError) -> TransportResponse {
    guard let login = signed.login else {
      throw .other(code: 0, text: "nobody has signed in here; run `ctxgw login copilot`")
    }
    let key = Key(url: signed.signIn.tokenURL, login: login.text)
    for isRetry in [false, true] {
      switch await token(key, by: open) {
      case .refused(let response): return response
      case .failed(let error): throw error
      case .token(let token):
        let response = try await open(call.showing(token, signed))
        if response.status != 401 || isRetry { return response }
        if kept[key]?.token == token { kept[key] = nil }
      }
    }
    preconditionFailure("the second answer is returned whatever it is")
  }

  private func token(_ key: Key, by open: @escaping Open) async -> Outcome {
    if let kept = kept[key], now() < kept.renewsAt { return .token(kept.token) }
    let inquiry = inquiries[key] ?? spawn { await self.exchange(key, by: open) }
    inquiries[key] = inquiry
    return await inquiry.value
  }

  private func exchange(_ key: Key, by open: Open) async -> Outcome {
    defer { inquiries[key] = nil }
    do throws(TransportError) {
      let response = try await open(Self.question(key))
      guard response.status == 200 else { return .refused(response) }
      guard let token = SessionToken(try await response.collect(limit: Self.mostBytes)) else {
        return .failed(.other(code: 0, text: "the vendor's answer to a login has no token in it"))
      }
      kept[key] = Kept(token: token, renewsAt: now() + UInt64(token.renewsAfterSeconds) * 1_000_000_000)
      return .token(token)
    } catch {
      return .failed(error)
    }
  }

  private static func question(_ key: Key) -> UpstreamCall {
    var fields = HTTPFields()
    fields.append("accept", "application/json")
    fields.append("authorization", "token \(key.login)")
    fields.append("user-agent", "ctxgw")
    return UpstreamCall(method: "GET", url: key.url, fields: fields, firstByteTimeout: .seconds(20))
  }
}

extension UpstreamCall {
  /// The same call with a token, at the address that is good for it.
  fileprivate func showing(_ token: SessionToken, _ signed: SignedCall) -> UpstreamCall {
    var call = self
    call.signed = nil
    call.fields.append("authorization", "Bearer \(token.credential.text)")
    if let old = signed.replacedURL, let new = token.url, url.hasPrefix(old) {
      call.url = new + url.dropFirst(old.count)
    }
    return call
  }
}
