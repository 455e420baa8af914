import Reactor
import Upstream
import Wire

/// Servers that exist by their URLs only and answer a catalogue's questions by a script.
@LoopActor final class ScriptedServers {
  /// What a server does when it is asked.
  enum Behaviour {
    /// Answers 200 with the body that belongs to the path, and to what is posted there behind a space; 404 otherwise.
    case bodies([String: String])
    /// Answers with this, whatever the path.
    case answer(ProbeAnswer)
    /// Fails.
    case failure(TransportError)
    /// Answers nothing until the question is cancelled.
    case silence
  }

  /// The servers by the beginning of their URLs; where there is none, the connection is refused.
  var servers: [String: Behaviour] = [:]
  /// The monotonic time, in nanoseconds.
  var now: UInt64 = 1
  /// The URLs asked for, in order.
  private(set) var questions: [String] = []

  nonisolated init() {}

  /// A catalogue that asks these servers.
  func catalog(
    configured: [Backend] = [], discovered: [Backend] = LocalServers.usual, limit: Duration = .seconds(60)
  ) -> ModelCatalog {
    ModelCatalog(configured: configured, discovered: discovered, limit: limit, now: { self.now }) {
      (call) async throws(TransportError) in try await self.answer(call)
    }
  }

  /// The questions asked since the last time.
  func takeQuestions() -> [String] {
    defer { questions = [] }
    return questions
  }

  private func answer(_ call: UpstreamCall) async throws(TransportError) -> ProbeAnswer {
    questions.append(call.url)
    guard let server = servers.first(where: { call.url.hasPrefix($0.key + "/") }) else {
      throw .refused("connection refused")
    }
    switch server.value {
    case .bodies(let bodies):
      let posted = call.body.isEmpty ? "" : " " + String(decoding: call.body, as: UTF8.self)
      let body = bodies[call.url.dropFirst(server.key.count) + posted]
      return body.map { ProbeAnswer($0) } ?? ProbeAnswer("not found", status: 404)
    case .answer(let answer): return answer
    case .failure(let error): throw error
    case .silence:
      await cancellation()
      throw .cancelled
    }
  }

  /// Returns when the task is cancelled.
  private func cancellation() async {
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    await withTaskCancellationHandler {
      for await _ in ends {}
    } onCancel: {
      end.finish()
    }
  }
}

extension ScriptedServers.Behaviour {
  /// LM Studio with its sample list.
  static let lmStudio = Self.bodies(["/api/v0/models": ServerSamples.lmStudioModels])
  /// A llama.cpp server with its sample model.
  static let llamaServer = Self.bodies([
    "/props": ServerSamples.llamaProperties, "/v1/models": ServerSamples.llamaModels,
  ])
  /// A llama.cpp server that still loads.
  static let llamaLoading = Self.answer(ProbeAnswer(ServerSamples.llamaLoading, status: 503))

  /// Ollama with its sample models, of which qwen3:8b is loaded with this window and old:latest tells its facts.
  static func ollama(window: Int) -> Self {
    .bodies([
      "/api/version": ServerSamples.ollamaVersion, "/api/tags": ServerSamples.ollamaTags,
      "/api/ps": ServerSamples.ollamaProcesses.replacing("16384", with: "\(window)"),
      #"/api/show {"model":"old:latest"}"#: ServerSamples.ollamaFacts,
    ])
  }
}
