import Conversations

extension UpstreamError {
  /// What a client is told of the failure.
  ///
  /// - Parameters:
  ///   - backend: the name of the backend that failed.
  ///   - refusedOwnKey: whether a refused key would be the client's own rather than the operator's.
  public func clientError(backend: String, refusedOwnKey: Bool) -> ClientError {
    switch reason {
    case .rateLimited:
      mayPass(.rateLimited, backend)
    case .quotaExhausted:
      ClientError(.billing, "\(backend): \(message)", shouldRetry: false)
    case .overloaded, .loading:
      mayPass(.overloaded, backend)
    case .contextOverflow(let prompt, let limit):
      // A prompt that would fit without its answer is not told as one that does not.
      ClientError(
        .contextOverflow(prompt: prompt.flatMap { $0 > limit ?? 0 ? $0 : nil }, limit: limit),
        "\(backend): \(message)", shouldRetry: false)
    case .tooManyBytes:
      ClientError(.tooLarge, "\(backend): \(message)", shouldRetry: false)
    case .authentication:
      Self.refusal(by: backend, saying: message, ofOwnKey: refusedOwnKey)
    case .notLocal:
      ClientError(
        .permission,
        "\(backend): the policy keeps this request on the local network (privacy: local_only), and \(message)",
        shouldRetry: false)
    case .modelNotFound:
      ClientError(.notFound, "\(backend): \(message)", shouldRetry: false)
    case .contentFiltered, .invalidRequest:
      ClientError(.invalidRequest, "\(backend): \(message)", shouldRetry: false)
    case .timedOut:
      mayPass(.timeout, backend)
    case .unavailable, .streamCut, .emptyResponse, .notAnAnswer, .cancelled:
      mayPass(.upstream, backend)
    }
  }

  /// What is told of a failure that may pass by itself. A backend that says whether to try again is taken at its word.
  private func mayPass(_ kind: ClientError.Kind, _ backend: String) -> ClientError {
    ClientError(
      kind, "\(backend): \(message)", retryAfterSeconds: retryAfterSeconds, shouldRetry: shouldRetry)
  }

  /// A vendor's 401 is the gateway's own only in the eyes of a client that is not told whose key was refused.
  private static func refusal(by backend: String, saying message: String, ofOwnKey: Bool) -> ClientError {
    if ofOwnKey {
      return ClientError(
        .authentication, "\(backend) refused your own key or login: \(message)", shouldRetry: false)
    }
    return ClientError(
      .authentication,
      "\(backend) refused the key that the gateway is configured with (key_env, key_file or keys of this backend): "
        + message, shouldRetry: false)
  }
}
