#!/usr/bin/env python3
"""Runs the HTTP server of llama.cpp (from the PyPI package xllamacpp) in the foreground, on loopback."""
import argparse
import os
import signal

import xllamacpp


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", metavar="MODEL.gguf")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", help="where to write the port once the server answers")
    parser.add_argument("--ctx", type=int, default=8192, help="context of each slot, in tokens")
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--alias", default="tiny-random", help="the model id it lists")
    parser.add_argument("--api-key")
    parser.add_argument("--slot-save-path")
    parser.add_argument("--n-predict", type=int, default=512, help="cap in tokens for requests that set none")
    parser.add_argument("--cache-ram", type=int, default=256, help="prompt cache in host memory, MiB")
    parser.add_argument("--verbosity", type=int, default=2)
    return parser.parse_args()


def parameters(args):
    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.model_alias = {args.alias}
    params.port = args.port
    params.n_ctx = args.ctx * args.slots
    params.n_parallel = args.slots
    params.n_predict = args.n_predict
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = args.threads
    params.n_gpu_layers = 0
    params.fit_params = False
    params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = True
    params.cache_ram_mib = args.cache_ram
    params.ui = False
    params.offline = True
    params.verbosity = args.verbosity
    if args.api_key:
        params.api_keys = [args.api_key]
    if args.slot_save_path:
        params.slot_save_path = args.slot_save_path
    return params


def write_whole(path, text):
    """A reader sees either no file or all of it."""
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.replace(path + ".tmp", path)


def main():
    args = arguments()
    # Blocked before the server starts its threads, so that none of them takes the signal.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    server = xllamacpp.Server(parameters(args))
    address = server.listening_address
    url = str(address() if callable(address) else address)
    if args.port_file:
        write_whole(args.port_file, url.rsplit(":", 1)[-1].strip("/"))
    print("llama.cpp server at", url, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    os._exit(0)  # the server's threads do not end by themselves


if __name__ == "__main__":
    main()
