import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Asks a model of every backend for a word, the whole way there and back.
struct RoundTrip {
  /// How long one may take, in milliseconds: a local server may have to load the model.
  private static let patience = 120_000
  /// The largest answer that is read, in bytes.
  private static let mostCollected = 1 << 20

  private let configuration: Configuration

  /// Round trips to the backends of a configuration.
  init(_ configuration: Configuration) { self.configuration = configuration }

  /// What came of them: to a loaded model of a local server, or a vendor's cheapest.
  @LoopActor
  func findings(_ report: ModelsReport) async -> [Diagnosis.Finding] {
    let transport = CurlTransport()
    let dialects = ClientDialects()
    // By the policy that takes every backend/model at its word.
    let backends = BackendDirectory(
      catalog: ModelCatalog(configuration, transport: transport),
      policy: configuration.policies.standard.policy, models: configuration.models,
      anthropic: dialects.anthropic, counters: nil)
    var findings: [Diagnosis.Finding] = []
    for backend in report.backends where backend.state == .ready || backend.state == .unasked {
      guard let model = Self.model(of: backend, in: report) else {
        findings.append(.good(backend.name, "not asked anything: \(Self.excuse(for: backend))"))
        continue
      }
      let subject = "\(backend.name)/\(model.name)"
      let start = LoopActor.shared.loop.now
      let failure = await withDeadline(milliseconds: Self.patience) {
        await Self.ask(subject, isLocal: model.isLocal, backends, transport, dialects.anthropic)
      }
      let milliseconds = (LoopActor.shared.loop.now - start) / 1_000_000
      findings.append(
        failure.map { .broken(subject, "asked for a word: \($0)", Self.remedy(for: backend)) }
          ?? .good(subject, "asked for a word, and answered in \(milliseconds) ms"))
    }
    return findings
  }

  private static func model(
    of backend: ModelsReport.Backend, in report: ModelsReport
  ) -> ModelsReport.Model? {
    guard !backend.showsClientCredentials else { return nil }
    let models = report.models.filter { $0.backend == backend.name && $0.isLoaded }
    let priced = models.filter { $0.price != nil }
    return priced.min { ($0.price?.output ?? 0) < ($1.price?.output ?? 0) } ?? models.first
  }

  private static func excuse(for backend: ModelsReport.Backend) -> String {
    backend.showsClientCredentials ? "it takes the client's own key or login" : "it has no model loaded"
  }

  private static func remedy(for backend: ModelsReport.Backend) -> String {
    backend.isLocal
      ? "see what the server says in its own log" : "see the vendor's account, limits and status"
  }

  /// Why no answer came; nil when one did.
  @LoopActor
  private static func ask(
    _ target: String, isLocal: Bool, _ backends: BackendDirectory, _ transport: CurlTransport,
    _ dialect: AnthropicMessages
  ) async -> String? {
    do {
      let request = try dialect.read(
        try JSONDocument(parsing: question(to: target, isLocal: isLocal)), fields: HTTPFields())
      let client = ClientRequest(
        chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
        admission: Admission(fields: HTTPFields()), dialect: dialect)
      let destination = try await backends.route(client)
      let attempt = Attempt(client, to: destination, try await destination.encode(client))
      let response = try await transport.open(attempt.call)
      let received = try await response.collect(limit: mostCollected)
      guard (200..<300).contains(response.status) else {
        let error = UpstreamError(status: response.status, fields: response.fields, body: received)
        return attempt.clientError(for: error).message
      }
      _ = try WholeAnswer(received, isStream: attempt.encoded.isStreamed, to: attempt, as: .whole)
      return nil
    } catch let error as ClientError {
      return error.message
    } catch let error as UpstreamError {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  /// One token does here; OpenAI's Responses take no limit below 16.
  private static func question(to target: String, isLocal: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("model", target)
      writer.field("max_tokens", isLocal ? 1 : 16)
      writer.array("messages", ["Say: yes"]) { writer, text in
        writer.object { writer in
          writer.field("role", "user")
          writer.field("content", text)
        }
      }
    }
    return writer.bytes
  }
}
