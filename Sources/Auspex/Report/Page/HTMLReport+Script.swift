extension HTMLReport {
    /// The page's script: theme, search, filters by words and by time, order, sorting of tables. It only moves and hides what is there; it builds no markup from text.
    static let script: HTML = #"""
        (function () {
        'use strict';
        var root = document.documentElement, $ = function (id) { return document.getElementById(id); };
        var theme = $('theme');
        function stored(value) {
          try { if (value) localStorage.setItem('auspex-theme', value); return localStorage.getItem('auspex-theme'); } catch (e) { return null; }
        }
        if (stored()) root.dataset.theme = stored() === 'dark' ? 'dark' : 'light';
        theme.hidden = false;
        theme.addEventListener('click', function () {
          var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
          root.dataset.theme = dark ? 'light' : 'dark';
          stored(root.dataset.theme);
        });

        // What is chosen on the axis; everything with a place on it is shown or hidden by it, in every section.
        var chosen = null, filters = [];
        var outside = function (item) {
          if (!chosen || item.dataset.from === undefined) return false;
          return Number(item.dataset.to) < chosen.from || Number(item.dataset.from) > chosen.to;
        };
        // One that has others of its kind folded into it is shown with any of them.
        var away = function (item) {
          if (!outside(item)) return false;
          return !Array.prototype.some.call(item.querySelectorAll('li[data-from]'), function (other) { return !outside(other); });
        };
        var wordsOf = function (field) { return field.value.toLowerCase().split(/\s+/).filter(Boolean); };
        var texts = new Map();
        var textOf = function (item) {
          if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
          return texts.get(item);
        };
        var fitsWords = function (item, words) { return words.every(function (word) { return textOf(item).indexOf(word) >= 0; }); };

        var itools = $('itools');
        if (itools) {
          var isearch = $('isearch'), ishown = $('ishown'), itimer = 0;
          var incidents = Array.prototype.slice.call(document.querySelectorAll('.incident, .irow'));
          itools.hidden = false;
          var filterIncidents = function () {
            var words = wordsOf(isearch), count = 0;
            incidents.forEach(function (item) {
              var fits = !away(item) && fitsWords(item, words);
              item.hidden = !fits;
              if (fits) count += 1;
            });
            ishown.textContent = words.length || chosen ? count + ' of ' + incidents.length + ' shown' : '';
          };
          filters.push(filterIncidents);
          isearch.addEventListener('input', function () { clearTimeout(itimer); itimer = setTimeout(filterIncidents, 80); });
          document.addEventListener('keydown', function (event) {
            var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
            if (event.key === 'i' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); isearch.focus(); }
            if (event.key === 'Escape' && event.target === isearch) { isearch.value = ''; filterIncidents(); }
          });
        }

        var tools = $('tools');
        if (tools) {
          var search = $('search'), reason = $('reason'), order = $('order'), shown = $('shown');
          var items = Array.prototype.slice.call(document.querySelectorAll('.item'));
          var chips = Array.prototype.slice.call(document.querySelectorAll('.why button'));
          tools.hidden = false;
          var filter = function () {
            var words = wordsOf(search), count = 0;
            items.forEach(function (item) {
              var fits = (!reason.value || item.dataset.reasons.split(' ').indexOf(reason.value) >= 0)
                && !away(item) && fitsWords(item, words);
              item.hidden = !fits;
              if (fits) count += 1;
            });
            chips.forEach(function (chip) { chip.setAttribute('aria-pressed', String(chip.dataset.reason === reason.value)); });
            shown.textContent = words.length || reason.value || chosen ? count + ' of ' + items.length + ' shown' : '';
          };
          filters.push(filter);
          var arrange = function () {
            var key = order.value, sign = key === 'events' ? -1 : 1;
            [$('list'), $('more')].forEach(function (parent) {
              if (!parent) return;
              Array.prototype.slice.call(parent.children).sort(function (a, b) {
                return sign * (a.dataset[key] - b.dataset[key]) || a.dataset.rank - b.dataset.rank;
              }).forEach(function (item) { parent.appendChild(item); });
            });
          };
          var timer = 0;
          search.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(filter, 80); });
          reason.addEventListener('change', filter);
          order.addEventListener('change', arrange);
          chips.forEach(function (chip) {
            chip.setAttribute('aria-pressed', 'false');
            chip.addEventListener('click', function () {
              reason.value = reason.value === chip.dataset.reason ? '' : chip.dataset.reason;
              filter();
              $('anomalies').scrollIntoView({ block: 'start' });
            });
          });
          var setAll = function (open) { document.querySelectorAll('details.item').forEach(function (item) { item.open = open; }); };
          $('unfold').addEventListener('click', function () { setAll(true); });
          $('fold').addEventListener('click', function () { setAll(false); });
          document.addEventListener('keydown', function (event) {
            var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
            if (event.key === '/' && !typing) { event.preventDefault(); search.focus(); }
            if (event.key === 'Escape' && event.target === search) { search.value = ''; filter(); }
          });
        }
        document.addEventListener('keydown', function (event) {
          if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key !== 'j' && event.key !== 'k') return;
          var heads = Array.prototype.slice.call(document.querySelectorAll('.incident:not([hidden]), details.item:not([hidden]) > summary'));
          var at = heads.indexOf(document.activeElement) + (event.key === 'j' ? 1 : -1);
          if (heads.length) heads[Math.max(0, Math.min(heads.length - 1, at))].focus();
        });

        var range = $('range'), axis = $('timeline');
        if (range && axis && filters.length) {
          var bars = Array.prototype.slice.call(document.querySelectorAll('.bins [data-from]'));
          var cells = Array.prototype.slice.call(document.querySelectorAll('.map2 [data-from]'));
          var at = -1, mark = function (bar, name) {
            bars.concat(cells).forEach(function (other) { other.classList.toggle(name, other === bar); });
          };
          var choose = function (bar) {
            // A second choice of the same takes it back. What only touches the edge of a stretch is outside it.
            chosen = bar && !bar.classList.contains('chosen') ? { from: Number(bar.dataset.from) + .01, to: Number(bar.dataset.to) - .01 } : null;
            mark(chosen ? bar : null, 'chosen');
            range.hidden = !chosen;
            range.firstElementChild.textContent = chosen ? 'Shown: what happened ' + bar.textContent + '.' : '';
            filters.forEach(function (filter) { filter(); });
          };
          bars.concat(cells).forEach(function (bar) { bar.addEventListener('click', function () { at = bars.indexOf(bar); choose(bar); }); });
          range.querySelector('button').addEventListener('click', function () { choose(null); axis.focus(); });
          $('hint').hidden = false;
          axis.setAttribute('role', 'slider');
          axis.setAttribute('tabindex', '0');
          axis.setAttribute('aria-valuemin', '1');
          axis.setAttribute('aria-valuemax', String(bars.length));
          axis.setAttribute('aria-valuenow', '1');
          axis.addEventListener('keydown', function (event) {
            var step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: 10, PageUp: -10 }[event.key];
            if (event.key === 'Home') at = 0;
            else if (event.key === 'End') at = bars.length - 1;
            else if (step) at = Math.max(0, Math.min(bars.length - 1, at + step));
            else if ((event.key === 'Enter' || event.key === ' ') && bars[at]) choose(bars[at]);
            else if (event.key === 'Escape') choose(null);
            else return;
            event.preventDefault();
            mark(bars[at], 'at');
            if (!bars[at]) return;
            axis.setAttribute('aria-valuenow', String(at + 1));
            axis.setAttribute('aria-valuetext', bars[at].textContent);
          });
          axis.addEventListener('blur', function () { mark(null, 'at'); });
        }

        document.querySelectorAll('table.sortable').forEach(function (table) {
          var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
          heads.forEach(function (head, column) {
            var button = document.createElement('button');
            button.type = 'button';
            button.textContent = head.textContent;
            head.textContent = '';
            head.appendChild(button);
            button.addEventListener('click', function () {
              var down = head.getAttribute('aria-sort') === (head.className === 'n' ? 'ascending' : 'descending') || (head.className === 'n' && !head.hasAttribute('aria-sort'));
              heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
              head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
              var value = function (row) { var cell = row.cells[column]; return cell.dataset.n === undefined ? cell.textContent : Number(cell.dataset.n); };
              Array.prototype.slice.call(table.tBodies[0].rows).sort(function (a, b) {
                var x = value(a), y = value(b);
                var order = typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true });
                return down ? -order : order;
              }).forEach(function (row) { table.tBodies[0].appendChild(row); });
            });
          });
        });

        var focusDrawings = function (item) {
          item.querySelectorAll('.drawing').forEach(function (box) {
            box.scrollTop = box.dataset.y - box.clientHeight * .45;
            box.scrollLeft = box.dataset.x - box.clientWidth * .5;
          });
        };
        document.querySelectorAll('details.item').forEach(function (item) {
          item.addEventListener('toggle', function () { if (item.open) focusDrawings(item); });
          if (item.open) focusDrawings(item);
        });

        var opened = [];
        addEventListener('beforeprint', function () {
          opened = Array.prototype.filter.call(document.querySelectorAll('details:not([open])'), function (item, index) { return index < 20; });
          opened.forEach(function (item) { item.open = true; });
        });
        addEventListener('afterprint', function () { opened.forEach(function (item) { item.open = false; }); });
        })();

        """#
}
