import java.awt.BorderLayout;
import java.awt.GridLayout;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.swing.*;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** A Swing window whose state is always in FILE, one "name=value" a line. usage: java SwingForm.java FILE */
public class SwingForm {
    static final JTextField field = new JTextField(30);
    static final JSlider slider = new JSlider(0, 100, 0);
    static final DefaultListModel<String> rows = new DefaultListModel<>();
    static final JList<String> list = new JList<>(rows);
    static final JScrollPane pane = new JScrollPane(list);
    static int pressed, doubled, right;
    static String opened = "";

    static void save(Path file) {
        String text = "field=" + field.getText() + "\nslider=" + slider.getValue() + "\nscrolled=" + pane.getVerticalScrollBar().getValue()
            + "\npressed=" + pressed + "\ndoubled=" + doubled + "\nright=" + right + "\nopened=" + opened + "\n";
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException error) {
            throw new RuntimeException(error);
        }
    }

    static void show(Path file) {
        JFrame frame = new JFrame("Swing form");
        JMenu menu = new JMenu("File");
        JMenuItem item = new JMenuItem("Open thing");
        item.addActionListener(event -> { opened = "yes"; save(file); });
        menu.add(item);
        JMenuBar bar = new JMenuBar();
        bar.add(menu);
        frame.setJMenuBar(bar);
        for (int number = 0; number < 200; number++) rows.addElement("Row " + number);
        JButton button = new JButton("Press");
        button.addActionListener(event -> { pressed++; save(file); });
        JPanel top = new JPanel(new GridLayout(3, 1));
        JPanel named = new JPanel(new BorderLayout());
        named.add(new JLabel("Name "), BorderLayout.WEST);
        named.add(field, BorderLayout.CENTER);
        top.add(named);
        top.add(slider);
        top.add(button);
        frame.add(top, BorderLayout.SOUTH);
        frame.add(pane, BorderLayout.CENTER);
        field.getDocument().addDocumentListener(new DocumentListener() {
            public void insertUpdate(DocumentEvent event) { save(file); }
            public void removeUpdate(DocumentEvent event) { save(file); }
            public void changedUpdate(DocumentEvent event) { save(file); }
        });
        slider.addChangeListener(event -> save(file));
        pane.getVerticalScrollBar().addAdjustmentListener(event -> save(file));
        list.addMouseListener(new MouseAdapter() {
            public void mousePressed(MouseEvent event) {
                if (event.getClickCount() == 2) doubled++;
                if (SwingUtilities.isRightMouseButton(event)) right++;
                save(file);
            }
        });
        frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
        frame.setBounds(100, 100, 600, 500);
        frame.setVisible(true);
        field.requestFocusInWindow();
        field.addFocusListener(new java.awt.event.FocusAdapter() {
            public void focusGained(java.awt.event.FocusEvent event) { save(file); }
        });
    }

    public static void main(String[] words) {
        SwingUtilities.invokeLater(() -> show(Path.of(words[0])));
    }
}
