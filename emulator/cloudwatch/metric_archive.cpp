// The archive's thread, and the emulator's connection to the file.
#include "emulator/cloudwatch/metric_archive.hpp"

#include "emulator/cloudwatch/metric_archive_writer.hpp"
#include "emulator/cloudwatch/metric_rollup.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>

namespace borealis::emulator {

namespace {

// Out of the way, but not gone: somebody may want to know what happened to it.
void put_aside(const std::filesystem::path& file) {
    std::filesystem::rename(file, file.string() + ".damaged");
    for (const auto* of_file : {"-wal", "-shm"})
        std::filesystem::remove(file.string() + of_file);
}

struct opened_file {
    std::unique_ptr<metric_archive_writer> writer;
    known_series known;
};

opened_file open_writer(const std::filesystem::path& file) {
    auto writer = std::make_unique<metric_archive_writer>(file);
    auto known = writer->known();
    return {std::move(writer), std::move(known)};
}

opened_file open_or_start_anew(const std::filesystem::path& file) {
    try {
        return open_writer(file);
    } catch (const sqlite::error& failure) {
        if (!failure.says_corrupt())
            throw;
        spdlog::error(
            "metrics: {} is damaged and put aside, history starts anew: {}", file.string(), failure.what()
        );
    }
    put_aside(file);
    return open_writer(file);
}

} // namespace

class metric_archive::worker {
  public:
    worker(std::filesystem::path in, timestamp_ms now, std::uint64_t most_bytes)
        : file(std::move(in)), started_at_(now), most_bytes_(most_bytes),
          thread_([this](const std::stop_token& stop) { run(stop); }) {}

    void add(std::function<void(metric_archive_writer&)> job) {
        {
            const std::scoped_lock lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        changed_.notify_all();
    }

    template <typename Condition>
    void wait(Condition&& until) const {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return until(); });
    }

    bool idle() const {
        const std::scoped_lock lock(mutex_);
        return is_idle();
    }
    bool is_idle() const { return opened && !working_ && (jobs_.empty() || !usable); }

    const std::filesystem::path file;
    // Guarded by the mutex until `opened`, constant afterwards.
    bool opened = false;
    bool usable = false;
    known_series known;
    std::int64_t hours_until = 0;

    std::atomic<bool> recovered = false;
    std::atomic<std::uint64_t> written = 0; // number of the last batch that is in the file
    std::atomic<std::uint64_t> tried = 0;   // and of the last that was tried

    void write(const std::shared_ptr<const metric_batch>& batch);
    void forget(std::function<void(metric_archive_writer&)> what);

  private:
    void run(const std::stop_token& stop);
    std::unique_ptr<metric_archive_writer> open();
    void recover(metric_archive_writer& writer);
    void forget_what_is_due(metric_archive_writer& writer);

    const timestamp_ms started_at_;
    const std::uint64_t most_bytes_;
    bool failing_ = false;                                               // the thread's own
    std::vector<std::function<void(metric_archive_writer&)>> to_forget_; // the thread's own
    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;
    std::deque<std::function<void(metric_archive_writer&)>> jobs_;
    bool working_ = false;
    std::jthread thread_; // last: ends before what it uses
};

std::unique_ptr<metric_archive_writer> metric_archive::worker::open() {
    opened_file found;
    try {
        found = open_or_start_anew(file);
    } catch (const std::exception& failure) {
        spdlog::error("metrics are kept in memory only: {}: {}", file.string(), failure.what());
    }
    {
        const std::scoped_lock lock(mutex_);
        opened = true;
        usable = found.writer != nullptr;
        hours_until = usable ? found.writer->hours_until() : 0;
        known = std::move(found.known);
    }
    changed_.notify_all();
    return std::move(found.writer);
}

void metric_archive::worker::recover(metric_archive_writer& writer) {
    if (recovered)
        return;
    writer.recover(started_at_);
    recovered = true;
}

void metric_archive::worker::write(const std::shared_ptr<const metric_batch>& batch) {
    add([this, batch](metric_archive_writer& writer) {
        try {
            recover(writer);
            forget_what_is_due(writer);
            writer.write(*batch, most_bytes_);
            written = batch->number;
            if (std::exchange(failing_, false))
                spdlog::info("metrics: {} can be written again", file.string());
            writer.shrink();
        } catch (const std::exception& failure) {
            if (!std::exchange(failing_, true))
                spdlog::error(
                    "metrics stay in memory while they cannot be written: {}: {}",
                    file.string(),
                    failure.what()
                );
        }
        tried = batch->number;
    });
}

void metric_archive::worker::forget(std::function<void(metric_archive_writer&)> what) {
    add([this, what = std::move(what)](metric_archive_writer& writer) {
        to_forget_.push_back(what);
        forget_what_is_due(writer);
    });
}

void metric_archive::worker::forget_what_is_due(metric_archive_writer& writer) {
    while (!to_forget_.empty()) {
        to_forget_.front()(writer);
        to_forget_.erase(to_forget_.begin());
    }
    writer.shrink();
}

void metric_archive::worker::run(const std::stop_token& stop) {
    const auto writer = open();
    if (!writer)
        return;
    {
        const std::scoped_lock lock(mutex_); // before all that was handed over since
        jobs_.emplace_front([this](metric_archive_writer& ready) { recover(ready); });
    }
    for (;;) {
        std::function<void(metric_archive_writer&)> job;
        {
            std::unique_lock lock(mutex_);
            working_ = false;
            changed_.notify_all();
            // What was handed over before the end is still written.
            if (!changed_.wait(lock, stop, [this] { return !jobs_.empty(); }))
                return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            working_ = true;
        }
        try {
            job(*writer);
        } catch (const std::exception& failure) {
            spdlog::error("metrics: {}: {}", file.string(), failure.what());
        }
    }
}

// The emulator's own connection: in WAL mode a reader never waits for the writer.
class metric_archive::reader {
  public:
    explicit reader(const std::filesystem::path& file) : database(file), chunks(database) {
        database.execute("PRAGMA busy_timeout = 100; PRAGMA query_only = 1");
    }

    sqlite::database database;
    metric_chunks chunks;
    sqlite::statement progress{database, "SELECT value FROM progress WHERE name = ?1"};

    // What the views have in common:
    int views = 0;
    bool begun = false;            // the transaction
    std::optional<bool> recovered; // in what it sees of the file
};

metric_archive::metric_archive(std::filesystem::path file, timestamp_ms now, std::uint64_t most_bytes)
    : worker_(std::make_unique<worker>(std::move(file), now, most_bytes)) {}

metric_archive::~metric_archive() = default;

std::optional<known_series> metric_archive::take_known() {
    worker_->wait([this] { return worker_->opened; });
    if (!worker_->usable)
        return std::nullopt;
    try {
        reader_ = std::make_unique<reader>(worker_->file);
    } catch (const std::exception& failure) {
        spdlog::error("metrics: {} cannot be read: {}", worker_->file.string(), failure.what());
        return std::nullopt;
    }
    return std::move(worker_->known);
}

void metric_archive::write(const std::shared_ptr<const metric_batch>& batch) {
    under_way_ = batch->number;
    worker_->write(batch);
}

std::optional<bool> metric_archive::take_result() {
    if (under_way_ == 0 || worker_->tried < under_way_)
        return std::nullopt;
    return worker_->written >= std::exchange(under_way_, 0);
}

void metric_archive::forget(const std::optional<std::string>& account) {
    worker_->forget([account](metric_archive_writer& writer) { writer.forget(account); });
}

void metric_archive::forget(std::vector<series_number> which) {
    worker_->forget([which = std::move(which)](metric_archive_writer& writer) { writer.forget(which); });
}

bool metric_archive::idle() const {
    return worker_->idle();
}

void metric_archive::wait_until_idle() {
    worker_->wait([this] { return worker_->is_idle(); });
}

metric_archive::view::view(metric_archive& of) : of_(of) {
    ++of_.reader_->views;
}

metric_archive::view::~view() {
    if (--of_.reader_->views > 0 || !std::exchange(of_.reader_->begun, false))
        return;
    try {
        of_.reader_->database.execute("COMMIT");
    } catch (const sqlite::error& failure) {
        spdlog::warn("metrics: ending to read {}: {}", of_.worker_->file.string(), failure.what());
    }
}

bool metric_archive::view::has(const metric_batch& batch) {
    try {
        return static_cast<std::uint64_t>(progress("batch")) >= batch.number;
    } catch (const sqlite::error& failure) {
        spdlog::warn("metrics: reading {}: {}", of_.worker_->file.string(), failure.what());
        return false;
    }
}

// From now on the view is of this moment. The file itself tells whether it is recovered: while it is looked
// at, recovery may end and the first batch be written.
void metric_archive::view::begin() {
    auto& reader = *of_.reader_;
    if (reader.begun)
        return;
    reader.recovered = of_.worker_->recovered ? std::optional(true) : std::nullopt;
    reader.database.execute("BEGIN");
    reader.begun = true;
}

std::int64_t metric_archive::view::progress(std::string_view name) {
    begin();
    auto& reader = *of_.reader_;
    std::int64_t value = 0;
    for (reader.progress.start(name); reader.progress.next();)
        value = reader.progress.integer(0);
    return value;
}

bool metric_archive::view::recovered() {
    begin();
    auto& known = of_.reader_->recovered;
    if (!known)
        known = progress("recovered") != 0;
    return *known;
}

void metric_archive::view::read(const chunk_place& place, std::vector<metric_record>& to) {
    auto& chunks = of_.reader_->chunks;
    const auto known = to.size();
    try {
        begin();
        const bool rolled_up =
            place.level != metric_level::minutes || place.window < of_.worker_->hours_until || recovered();
        if (rolled_up)
            return chunks.read(place, to);
        std::vector<metric_record> minutes;
        chunks.read(place, minutes);
        minutes = replace_records(minutes, roll_up_window(chunks, place));
        to.insert(to.end(), minutes.begin(), minutes.end());
    } catch (const sqlite::error& failure) {
        to.resize(known);
        spdlog::warn("metrics: reading {}: {}", of_.worker_->file.string(), failure.what());
    }
}

} // namespace borealis::emulator
